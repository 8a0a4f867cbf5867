#include "collect/file_names.hpp"

#include <fmt/core.h>
#include <migrate/text.hpp>

#include <algorithm>
#include <array>

#include "collect/shell.hpp"

namespace migrate::collect {

namespace {

constexpr std::string_view digits = "0123456789";

bool has_label(std::string_view rest, std::string_view label) {
  return !label.empty() && rest.starts_with(label) && (rest.size() == label.size() || rest[label.size()] == '_');
}

/// Labels that people write by habit: in a wrong name they are no part of what it is about.
bool is_habit(std::string_view word) {
  constexpr std::array<std::string_view, 10> habits = {"py",   "python",     "ts", "typescript", "js",
                                                       "node", "javascript", "rs", "rust",       "shared"};
  return std::find(habits.begin(), habits.end(), word) != habits.end();
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

Label in_name(const std::string& path, std::string_view part, std::string text) {
  const auto name = text::printable(name_of(path));
  const auto source = std::make_shared<const Source>(
      Source{.name = std::string(folder_of(path)), .text = name, .kind = Source::Kind::value});
  const auto begin = part.empty() ? std::string::npos : name.find(part);
  const Span span = begin == std::string::npos ? Span{0, name.size()} : Span{begin, begin + part.size()};
  return {.source = source, .span = span, .text = std::move(text)};
}

std::string lanes(const Workspace& workspace) {
  std::string out;
  for (const auto& service : workspace.services) {
    for (const auto& range : service.ranges) {
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", text::printable(service.name), format_range(range));
    }
  }
  return out;
}

}  // namespace

/// What a name consists of, right or wrong.
struct Names::Parts {
  std::string_view number;            ///< the digits at its head
  std::string_view rest;              ///< behind the separator, without `.sql`
  const Service* labelled = nullptr;  ///< whose label `rest` begins with: the owner's, else the longest that fits
  const Service* owner = nullptr;     ///< of the number, where it has five digits
};

std::optional<int> number_of(std::string_view file_name) {
  if (file_name.size() < 5 || std::min(file_name.find_first_not_of(digits), file_name.size()) != 5) return std::nullopt;
  int number = 0;
  for (const char c : file_name.substr(0, 5)) number = number * 10 + (c - '0');
  return number;
}

Names::Parts Names::take_apart(std::string_view stem) const {
  Parts parts;
  const auto end = std::min(stem.find_first_not_of(digits), stem.size());
  parts.number = stem.substr(0, end);
  parts.rest = stem.substr(end);
  if (!parts.rest.empty() && !parts.number.empty()) parts.rest.remove_prefix(1);
  const auto rest = lower(parts.rest);
  if (const auto number = number_of(stem)) parts.owner = owner_of(workspace_, *number);
  if (parts.owner != nullptr && has_label(rest, parts.owner->label)) {
    parts.labelled = parts.owner;
    return parts;
  }
  for (const auto& service : workspace_.services) {
    if (!has_label(rest, service.label)) continue;
    if (parts.labelled == nullptr || parts.labelled->label.size() < service.label.size()) parts.labelled = &service;
  }
  return parts;
}

std::optional<int> Names::next(const Service& service) {
  return numbers_.try_emplace(&service, service, used_).first->second.next();
}

/// The service that a wrong name most likely means, and the name's own number where that may stay.
Names::Meant Names::meant(const Parts& parts) const {
  if (parts.owner != nullptr) return {.service = parts.owner, .number = number_of(parts.number)};
  if (parts.labelled != nullptr) return {.service = parts.labelled};
  if (!parts.number.empty() && parts.number.size() < 5) {
    const auto number = number_of(std::string(5 - parts.number.size(), '0') + std::string(parts.number));
    const auto* owner = number ? owner_of(workspace_, *number) : nullptr;
    const bool taken = number && std::binary_search(used_.begin(), used_.end(), *number);
    if (owner != nullptr) return {.service = owner, .number = taken ? std::nullopt : number};
  }
  const auto is_plain = [](const Service& one) { return one.orm == "sql"; };
  const auto& all = workspace_.services;
  if (std::count_if(all.begin(), all.end(), is_plain) != 1) return {};
  return {.service = &*std::find_if(all.begin(), all.end(), is_plain)};
}

/// "" where it is open which lane is meant.
std::string Names::corrected(const Parts& parts) {
  const auto [service, own] = meant(parts);
  if (service == nullptr) return {};
  const auto number = own ? own : next(*service);
  if (!number) return {};

  auto rest = parts.rest;
  if (parts.labelled != nullptr) {
    rest.remove_prefix(std::min(parts.labelled->label.size() + 1, rest.size()));
  } else if (const auto word = rest.substr(0, rest.find('_')); word.size() < rest.size() && is_habit(lower(word))) {
    rest.remove_prefix(word.size() + 1);
  }
  return file_name(*number, service->label, rest);
}

Diagnostic Names::wrong(std::string code, const std::string& path, std::string message, std::string_view part,
                        std::string label, const Parts& parts) {
  Diagnostic diagnostic{
      .code = std::move(code), .message = std::move(message), .labels = {in_name(path, part, std::move(label))}};
  if (const auto name = corrected(parts); !name.empty()) {
    diagnostic.helps.push_back(rename_help(path, join(folder_of(path), name)));
  } else {
    diagnostic.helps.push_back(
        fmt::format("call it NNNNN_<label>_<name>.sql, in one of the ranges {}", lanes(workspace_)));
  }
  return diagnostic;
}

Result<Name> Names::read(const std::string& path, std::string_view owner) {
  const auto file = name_of(path);
  auto stem = file.substr(0, file.size() - 4);
  if (lower(stem).ends_with(".down")) {
    stem.remove_suffix(5);
    const auto back = join(join(folder_of(folder_of(path)), "down"), std::string(stem) + ".sql");
    return fail({.code = "M0318",
                 .message = fmt::format("`{}` would be applied as a migration of its own", text::printable(file)),
                 .labels = {in_name(path, ".down", "the way back")},
                 .helps = {rename_help(path, back)}});
  }
  if (lower(stem).ends_with(".up")) stem.remove_suffix(3);
  const auto parts = take_apart(stem);
  const auto refuse = [&](std::string code, std::string_view what, std::string_view part, std::string label) {
    return fail(wrong(std::move(code), path, fmt::format("`{}` {}", text::printable(file), what), part,
                      std::move(label), parts));
  };

  if (parts.number.empty()) return refuse("M0301", "has no number", {}, "no five digits at its head");
  if (parts.number.size() != 5) {
    const bool timestamp = parts.number.size() == 14;
    return refuse("M0310", timestamp ? "is numbered by a timestamp" : "has not exactly five digits", parts.number,
                  text::count(parts.number.size(), "digit"));
  }
  if (stem.size() < 6 || stem[5] != '_')
    return refuse("M0301", "has no `_` behind its number", parts.number, "no `_` follows");
  if (parts.owner == nullptr)
    return refuse("M0312", "has a number that belongs to no service", parts.number, "nobody's number");

  const auto& label = parts.owner->label;
  const bool is_collected = owner == parts.owner->name;
  const auto* bears = parts.labelled;
  if (label.empty() ? bears != nullptr && !is_collected : bears != parts.owner) {
    const auto part =
        bears != nullptr ? parts.rest.substr(0, bears->label.size()) : parts.rest.substr(0, parts.rest.find('_'));
    const auto expected =
        label.empty() ? std::string("no label belongs here") : fmt::format("`{}` belongs here", label);
    return refuse("M0313",
                  fmt::format("bears another label than `{}`, whose number it has", text::printable(parts.owner->name)),
                  part, expected);
  }
  auto name = parts.rest.substr(label.empty() ? 0 : std::min(label.size() + 1, parts.rest.size()));
  if (name.find_first_not_of('_') == std::string_view::npos)
    return refuse("M0301", "has a number, but no name", {}, "no name");
  const auto odd = file.substr(0, file.size() - 4).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
  if (odd != std::string_view::npos || !file.ends_with(".sql")) {
    const auto part = odd != std::string_view::npos ? file.substr(odd, 1) : file.substr(file.size() - 4);
    return refuse("M0314", "holds characters that do not belong into a file name", part, "only a-z, 0-9 and _");
  }
  return Name{.number = *number_of(file),
              .version = std::string(parts.number),
              .service = parts.owner,
              .label = label,
              .name = std::string(name)};
}

Diagnostic Names::duplicate(const Migration& first, const Migration& second) {
  Diagnostic diagnostic{
      .code = "M0311",
      .message = fmt::format("`{}` and `{}` have one number", file_name(first), file_name(second)),
      .labels = {in_name(second.path, second.version, fmt::format("{} has it, too", file_name(first)))},
      .notes = {"the database knows a migration by its number alone"}};
  const auto* service = owner_of(workspace_, second.number);
  const auto number = service == nullptr ? std::nullopt : next(*service);
  if (number) {
    const auto name = format_number(*number) + std::string(file_name(second).substr(5));
    diagnostic.helps.push_back(rename_help(second.path, join(folder_of(second.path), name)));
  }
  return diagnostic;
}

}  // namespace migrate::collect
