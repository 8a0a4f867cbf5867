#include "survey/references.hpp"

#include <cctype>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

Reference braced(std::string_view text, std::size_t at) {
  const auto close = text.find('}', at);
  if (close == npos) return {};
  const auto body = text.substr(at + 2, close - at - 2);
  std::size_t end = 0;
  while (end < body.size() && is_name(body[end])) ++end;
  Reference found{.begin = at, .end = close + 1, .name = body.substr(0, end)};
  auto rest = body.substr(end);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  if (rest.starts_with('-')) {
    found.has_fallback = true;
    found.fallback = rest.substr(1);
  }
  return found;
}

Reference expression(std::string_view text, std::size_t at) {
  const auto close = text.find("}}", at);
  if (close == npos) return {};
  const auto body = trimmed(text.substr(at + 3, close - at - 3));
  const auto dot = body.find('.');
  const auto scope = body.substr(0, dot);
  auto name = dot == npos ? std::string_view() : body.substr(dot + 1);
  std::size_t end = 0;
  while (end < name.size() && is_name(name[end])) ++end;
  return {.begin = at, .end = close + 2, .name = name.substr(0, end), .secret = scope != "env"};
}

}  // namespace

Reference next_reference(std::string_view text, std::size_t from) {
  for (auto at = text.find('$', from); at != npos; at = text.find('$', at + 1)) {
    const auto rest = text.substr(at);
    if (rest.starts_with("$$")) {
      ++at;
      continue;
    }
    if (rest.starts_with("${{")) {
      const auto found = expression(text, at);
      if (found.begin != npos) return found;
    } else if (rest.starts_with("${")) {
      const auto found = braced(text, at);
      if (found.begin != npos) return found;
    } else if (rest.size() > 1 && is_name(rest[1]) && std::isdigit(static_cast<unsigned char>(rest[1])) == 0) {
      auto end = at + 1;
      while (end < text.size() && is_name(text[end])) ++end;
      return {.begin = at, .end = end, .name = text.substr(at + 1, end - at - 1)};
    }
  }
  return {};
}

std::vector<std::string> references_in(std::string_view text) {
  std::vector<std::string> names;
  if (text.size() > longest_value) return names;
  for (auto one = next_reference(text, 0); one.begin != npos; one = next_reference(text, one.end)) {
    if (!one.name.empty()) names.emplace_back(one.name);
  }
  return names;
}

}  // namespace migrate::survey
