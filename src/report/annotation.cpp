#include <migrate/report.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

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

/// "$DATABASE_URL, set in .env:1": a value that stands in a file.
std::optional<std::pair<std::string, std::string>> place_of(const Source& source) {
  static constexpr std::string_view lead = ", set in ";
  const auto begin = source.name.find(lead);
  const auto colon = source.name.rfind(':');
  if (begin == std::string::npos || colon == std::string::npos || colon < begin) return std::nullopt;
  const auto line = source.name.substr(colon + 1);
  if (line.empty() || line.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  const auto file = begin + lead.size();
  return std::pair{source.name.substr(file, colon - file), line};
}

using Properties = std::vector<std::pair<std::string_view, std::string>>;

Properties place_of(const Diagnostic& diagnostic) {
  for (const auto& [source, span, text] : diagnostic.labels) {
    if (!source || source->kind != Source::Kind::file) continue;
    const auto position = position_of(source->text, span.begin);
    return {{"file", source->name}, {"line", std::to_string(position.line)}, {"col", std::to_string(position.column)}};
  }
  for (const auto& label : diagnostic.labels) {
    const auto place = label.source ? place_of(*label.source) : std::nullopt;
    if (place) return {{"file", place->first}, {"line", place->second}};
  }
  return {};
}

std::string properties_of(const Diagnostic& diagnostic) {
  auto all = place_of(diagnostic);
  if (!diagnostic.code.empty()) all.emplace_back("title", diagnostic.code);
  std::string properties;
  for (const auto& [name, value] : all)
    properties += fmt::format("{}{}={}", properties.empty() ? " " : ",", name, escaped(value, Place::property));
  return properties;
}

/// The line ends of the text stay ones: GitHub shows `%0A` as such.
std::string lines_of(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    out += "%0A" + escaped(text.substr(at, end - at), Place::message);
    at = end + 1;
  }
  return out;
}

std::string shown(const Label& label) {
  if (!label.source) return label.text;
  auto place = label.source->name;
  if (label.source->kind == Source::Kind::file)
    place += fmt::format(":{}", position_of(label.source->text, label.span.begin).line);
  return label.text.empty() ? place : fmt::format("{}: {}", place, label.text);
}

/// What a person needs to mend it; without a help the message stays alone.
std::string details_of(const Diagnostic& diagnostic) {
  std::string out;
  if (diagnostic.helps.empty()) return out;
  for (const auto& label : diagnostic.labels) out += lines_of(shown(label));
  for (const auto& note : diagnostic.notes) out += lines_of("note: " + note);
  for (const auto& help : diagnostic.helps) out += lines_of("help: " + help);
  return out;
}

}  // namespace

std::string annotation(const Diagnostic& diagnostic) {
  return fmt::format("::{}{}::{}{}", command_of(diagnostic.severity), properties_of(diagnostic),
                     escaped(diagnostic.message, Place::message), details_of(diagnostic));
}

}  // namespace migrate::report
