#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <algorithm>

namespace migrate::report {

std::string padded(std::string_view text, std::size_t columns) {
  const auto width = text::width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

bool fits(const Styled& line, const Surface& surface) {
  return !surface.terminal || text::width(plain(line)) <= surface.width;
}

namespace {

/// Without a target's name, where the URL came from says it; `--url` says nothing that the user does not see.
std::string_view title_of(const workflow::Place& place) {
  if (!place.target.empty()) return place.target;
  return place.origin == "--url" ? std::string_view() : std::string_view(place.origin);
}

}  // namespace

Styled head_of(const workflow::Place& place, const Surface& surface) {
  const auto title = text::printable(title_of(place));
  auto rest = ", " + std::string(endpoint::name_of(place.mode));
  if (!place.server.empty()) rest += ", Postgres " + text::printable(place.server);

  Styled line;
  if (!title.empty()) line.push_back({Role::name, title});
  if (!title.empty() && !place.address.empty()) line.push_back({Role::plain, "  "});
  if (!place.address.empty()) line.push_back({Role::path, text::printable(place.address)});
  line.push_back({Role::plain, rest});
  if (fits(line, surface) || title.empty()) return line;
  return {{Role::name, title}, {Role::plain, rest}};
}

markup::Node to_json(const workflow::Place& place) {
  return markup::map({{"name", place.target.empty() ? markup::null() : markup::text(place.target)},
                      {"mode", markup::text(std::string(endpoint::name_of(place.mode)))},
                      {"address", markup::text(place.address)},
                      {"origin", markup::text(place.origin)},
                      {"server", place.server.empty() ? markup::null() : markup::text(place.server)}});
}

Styled next(std::string_view command, std::string_view explanation, const Surface& surface) {
  Styled line{{Role::hint, "Next:"}, {Role::plain, " "}, {Role::hint, "`" + std::string(command) + "`"}};
  auto whole = line;
  if (!explanation.empty()) whole.push_back({Role::plain, " " + std::string(explanation)});
  return fits(whole, surface) ? whole : line;
}

markup::Node list_of(const std::vector<std::string>& texts) {
  std::vector<markup::Node> items;
  for (const auto& text : texts) items.push_back(markup::text(text));
  return markup::list(std::move(items));
}

Styled story_line(const workflow::Step& step, const Surface& surface) {
  constexpr std::size_t verb_end = 12;
  const auto width = text::width(step.verb);
  const Styled verb{{Role::plain, std::string(verb_end - std::min(width, verb_end), ' ')}, {step.role, step.verb}};
  if (step.text.empty()) return verb;
  const auto with = [&](const Styled& text) {
    auto line = verb;
    line.push_back({Role::plain, " "});
    line.insert(line.end(), text.begin(), text.end());
    return line;
  };
  auto whole = with(step.text);
  return step.narrow.empty() || fits(whole, surface) ? whole : with(step.narrow);
}

std::string same_place(std::string_view command, const workflow::Place& place, const Surface& surface) {
  std::string words(command);
  if (place.origin == "--scratch") return words + " --scratch";
  if (place.origin == "--url") return words + (surface.unicode ? " --url …" : " --url ...");
  return place.target.empty() ? words : words + " --target " + text::printable(place.target);
}

std::string up_to_date(std::size_t others) {
  if (others == 0) return "the database is up to date";
  return others == 1 ? "1 other is pending" : std::to_string(others) + " others are pending";
}

}  // namespace migrate::report
