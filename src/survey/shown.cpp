#include "survey/shown.hpp"

#include "endpoint/mask.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;
/// Nobody reads a longer one; all of it is covered.
constexpr std::size_t longest_line = 4096;

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

void cover(std::string& text, Span span) {
  for (auto i = span.begin; i < std::min(span.end, text.size()); ++i) {
    if (text[i] != '\n' && text[i] != '\r') text[i] = '*';
  }
}

/// Where the URL ends whose `://` stands at `slashes`: at a blank or quote, but behind an `@` of the same line that a
/// password with such a character leaves outside.
std::size_t end_of_url(std::string_view line, std::size_t slashes) {
  auto quote = line.find_first_of("\"'` \t", slashes + 3);
  while (quote != npos && line[quote - 1] == '\\' && line.substr(slashes, quote - slashes).find('@') == npos)
    quote = line.find_first_of("\"'` \t", quote + 1);
  const auto end = std::min(quote, line.size());
  if (line.substr(slashes, end - slashes).find('@') != npos) return end;
  const auto at = line.find('@', end);
  if (at == npos) return end;
  return std::min(line.find_first_of("\"'` \t", at), line.size());
}

/// Every URL of the line, also one that is no connection string: its user part may hold a token.
void cover_urls(std::string_view line, std::size_t offset, std::string& text) {
  for (auto slashes = line.find("://"); slashes != npos;) {
    auto begin = slashes;
    while (begin > 0 && (is_word(line[begin - 1]) || line[begin - 1] == '+' || line[begin - 1] == ':')) --begin;
    const auto url = line.substr(begin, end_of_url(line, slashes) - begin);
    for (const auto span : endpoint::mask(url).secrets) {
      cover(text, {offset + begin + span.begin, offset + begin + span.end});
    }
    slashes = line.find("://", begin + url.size());
    const auto at = url.rfind('@');
    const auto authority = url.find("://") + 3;
    const auto colon = url.find(':', authority);
    if (at != npos && colon < at) cover(text, {offset + begin + colon + 1, offset + begin + at});
  }
}

bool names_a_secret(std::string_view word) {
  std::string lower(word);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::string_view parts[] = {"password", "passwd",  "pass",   "pwd", "secret",
                                        "token",    "api_key", "apikey", "_key"};
  return std::any_of(std::begin(parts), std::end(parts),
                     [&](std::string_view part) { return lower.find(part) != npos; });
}

bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

/// Where the quoted text ends that begins at `begin`, behind a quote with `escapes` backslashes in front of it.
std::size_t end_of_quoted(std::string_view line, std::size_t begin, char quote, std::size_t escapes) {
  std::size_t run = 0;
  for (auto i = begin; i < line.size(); ++i) {
    const bool closes = escapes == 0 ? run % 2 == 0 : run <= escapes;
    if (line[i] == quote && closes) return i - std::min(run, escapes);
    run = line[i] == '\\' ? run + 1 : 0;
  }
  return line.size();
}

/// The value of an assignment without its quotes; also `'a'"b"` and `a"b"c` to their end.
Span value_at(std::string_view line, std::size_t begin) {
  constexpr std::string_view ends = " \t,;)}]";
  auto at = begin;
  while (at < line.size() && line[at] == '\\') ++at;
  Span value{begin, begin};
  if (at < line.size() && is_quote(line[at])) {
    const auto escapes = at - begin;
    value = {at + 1, end_of_quoted(line, at + 1, line[at], escapes)};
    at = std::min(value.end + escapes + 1, line.size());
    if (at == line.size() || ends.find(line[at]) != npos || line[at] == '\\' ||
        !(is_word(line[at]) || is_quote(line[at])))
      return value;
  }
  for (; at < line.size() && ends.find(line[at]) == npos; ++at) {
    const bool last = at + 1 == line.size() || ends.find(line[at + 1]) != npos;
    if (is_quote(line[at]) && last) break;
    if (line[at] == '\\') at = std::min(at + 1, line.size() - 1);
  }
  return {value.begin, at};
}

/// `password=…`, `PGPASSWORD: …`
void cover_assignments(std::string_view line, std::size_t offset, std::string& text) {
  for (std::size_t i = 0; i < line.size();) {
    if (!is_word(line[i])) {
      ++i;
      continue;
    }
    auto end = i;
    while (end < line.size() && is_word(line[end])) ++end;
    const auto word = line.substr(i, end - i);
    i = end;
    while (end < line.size() && (is_space(line[end]) || line[end] == '"' || line[end] == '\'')) ++end;
    if (end >= line.size() || !names_a_secret(word)) continue;
    // `--password hunter2`
    const bool option = word.starts_with("--") && end > i;
    if (!option && line[end] != '=' && line[end] != ':') continue;
    auto begin = option ? end : end + 1;
    while (begin < line.size() && is_space(line[begin])) ++begin;
    const auto value = value_at(line, begin);
    i = value.end;
    cover(text, {offset + value.begin, offset + value.end});
  }
}

}  // namespace

std::string without_secrets(std::string_view text) {
  std::string shown(text);
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    if (line.size() > longest_line) {
      cover(shown, {begin, end});
    } else {
      cover_urls(line, begin, shown);
      cover_assignments(line, begin, shown);
    }
    begin = end + 1;
  }
  return shown;
}

void Masks::cover(Diagnostic& diagnostic) {
  for (auto& label : diagnostic.labels) {
    if (!label.source) continue;
    auto known = std::find_if(known_.begin(), known_.end(), [&](const auto& one) { return one.first == label.source; });
    if (known == known_.end()) {
      auto masked = *label.source;
      masked.text = without_secrets(masked.text);
      for (const auto& secret : secrets_) {
        if (secret.source == label.source) survey::cover(masked.text, secret.span);
      }
      known_.emplace_back(label.source, std::make_shared<const Source>(std::move(masked)));
      known = known_.end() - 1;
    }
    label.source = known->second;
  }
}

}  // namespace migrate::survey
