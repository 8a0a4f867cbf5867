#include "endpoint/anatomy.hpp"

#include "endpoint/parameters.hpp"
#include "endpoint/readers.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

namespace {

constexpr auto npos = std::string_view::npos;

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto strip = [](std::string_view one) {
    while (!one.empty() && is_blank(one.front())) one.remove_prefix(1);
    while (!one.empty() && is_blank(one.back())) one.remove_suffix(1);
    return one;
  };
  text = strip(text);
  const bool quoted = text.size() >= 2 && text.front() == text.back() &&
                      (text.front() == '"' || text.front() == '\'' || text.front() == '`');
  return quoted ? strip(text.substr(1, text.size() - 2)) : text;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hexadecimal(text[i + 1]);
    const int low = hexadecimal(text[i + 2]);
    if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

bool is_pairs(std::string_view trimmed) {
  std::size_t i = 0;
  while (i < trimmed.size() && (std::isalpha(static_cast<unsigned char>(trimmed[i])) != 0 || trimmed[i] == '_')) ++i;
  if (i == 0) return false;
  while (i < trimmed.size() && is_blank(trimmed[i])) ++i;
  return i < trimmed.size() && trimmed[i] == '=';
}

namespace {

bool all_known(std::string_view query) {
  while (true) {
    const auto end = query.find('&');
    const auto one = query.substr(0, end);
    const auto equals = one.find('=');
    if (equals == npos) return false;
    const auto name = percent_decoded(one.substr(0, equals));
    if (!name || !is_known_parameter(*name)) return false;
    if (end == npos) return true;
    query.remove_prefix(end + 1);
  }
}

}  // namespace

std::size_t clean_query(std::string_view trimmed, std::size_t authority) {
  for (auto at = trimmed.find('?', authority); at != npos; at = trimmed.find('?', at + 1)) {
    if (!all_known(trimmed.substr(at + 1))) continue;
    // `u:p?ssl=w@h`: with no `@` in front of it, this `?` belongs to a password.
    const bool host_is_before = trimmed.substr(authority, at - authority).find('@') != npos;
    if (host_is_before || trimmed.find('@', at) == npos) return at;
  }
  return trimmed.size();
}

const Parameter* find(const Anatomy& anatomy, std::string_view name) {
  const auto it = std::find_if(anatomy.parameters.rbegin(), anatomy.parameters.rend(),
                               [&](const Parameter& parameter) { return parameter.name == name; });
  return it == anatomy.parameters.rend() ? nullptr : &*it;
}

namespace {

/// "jdbc:postgresql+x://" → the part before "://", in lower case; nothing where there is none at the beginning.
std::optional<std::string> scheme_of(std::string_view text, std::size_t& end) {
  const auto slashes = text.find("://");
  if (slashes == npos || slashes == 0) return std::nullopt;
  std::string scheme;
  for (const char c : text.substr(0, slashes)) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && std::string_view("+.-:_").find(c) == npos)
      return std::nullopt;
    scheme += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  end = slashes;
  return scheme;
}

}  // namespace

Anatomy dissect(std::string_view trimmed) {
  Anatomy anatomy;
  anatomy.query = trimmed.size();
  if (is_pairs(trimmed)) {
    anatomy.form = Anatomy::Form::pairs;
    read_pairs(trimmed, anatomy);
    return anatomy;
  }
  std::size_t end = 0;
  auto scheme = scheme_of(trimmed, end);
  if (!scheme) return anatomy;
  anatomy.form = Anatomy::Form::url;
  anatomy.scheme = scheme->starts_with("jdbc:") ? scheme->substr(5) : *std::move(scheme);
  anatomy.scheme_span = {0, end};
  anatomy.authority = end + 3;
  read_url(trimmed, anatomy);
  return anatomy;
}

}  // namespace migrate::endpoint
