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
  const auto quote = line.find_first_of("\"'` \t", slashes + 3);
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
    const bool quoted = begin < line.size() && std::string_view("\"'`").find(line[begin]) != npos;
    const auto stop = quoted ? line.find(line[begin], begin + 1) : line.find_first_of(" \t,;)}\"'", begin);
    begin += quoted ? 1 : 0;
    i = std::min(stop, line.size());
    cover(text, {offset + begin, offset + i});
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
      known_.emplace_back(label.source, std::make_shared<const Source>(std::move(masked)));
      known = known_.end() - 1;
    }
    label.source = known->second;
  }
}

}  // namespace migrate::survey
