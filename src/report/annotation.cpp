#include <migrate/report.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::report {

namespace {

enum class Place { message, property };

/// As actions/toolkit escapes them: what is not escaped would end the command or begin another one.
std::string escaped(std::string_view raw, Place place) {
  std::string out;
  for (const char c : text::printable(raw)) {
    const bool separates = place == Place::property && (c == ':' || c == ',');
    if (c == '%' || separates) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

/// GitHub's word for a note is another.
std::string_view command_of(Severity severity) {
  return severity == Severity::note ? "notice" : name_of(severity);
}

std::string properties_of(const Diagnostic& diagnostic) {
  std::string properties;
  const auto add = [&](std::string_view name, std::string_view value) {
    properties += fmt::format("{}{}={}", properties.empty() ? " " : ",", name, escaped(value, Place::property));
  };
  for (const auto& label : diagnostic.labels) {
    if (!label.source || label.source->kind != Source::Kind::file) continue;
    const auto position = position_of(label.source->text, label.span.begin);
    add("file", label.source->name);
    add("line", std::to_string(position.line));
    add("col", std::to_string(position.column));
    break;
  }
  if (!diagnostic.code.empty()) add("title", diagnostic.code);
  return properties;
}

}  // namespace

std::string annotation(const Diagnostic& diagnostic) {
  return fmt::format("::{}{}::{}", command_of(diagnostic.severity), properties_of(diagnostic),
                     escaped(diagnostic.message, Place::message));
}

}  // namespace migrate::report
