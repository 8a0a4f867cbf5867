#include "endpoint/mask.hpp"

#include "endpoint/anatomy.hpp"
#include "endpoint/parameters.hpp"

#include <migrate/endpoint.hpp>

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view stars = "***";

constexpr std::string_view placeholders[] = {"[YOUR-PASSWORD]",     "[YOUR_PASSWORD]",    "%5BYOUR-PASSWORD%5D",
                                             "%5BYOUR_PASSWORD%5D", "[YOUR-DB-PASSWORD]", "[PASSWORD]"};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}
bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// A word at `at`, and where the value behind its `=` begins; nothing where no `=` follows.
struct Name {
  std::string_view word;
  std::size_t value = npos;
};
Name name_at(std::string_view text, std::size_t at) {
  auto end = at;
  while (end < text.size() && is_word(text[end])) ++end;
  auto equals = end;
  while (equals < text.size() && is_space(text[equals])) ++equals;
  if (end == at || equals >= text.size() || text[equals] != '=') return {};
  return {.word = text.substr(at, end - at), .value = equals + 1};
}

/// After `from`: where a blank is followed by a keyword that libpq knows. A password with a blank in it goes on until
/// then.
std::size_t next_keyword(std::string_view text, std::size_t from) {
  for (auto i = from; i < text.size(); ++i) {
    if (!is_space(text[i])) continue;
    const auto name = name_at(text, i + 1);
    if (name.value != npos && is_known_parameter(name.word)) return i;
  }
  return text.size();
}

std::size_t end_of_quoted(std::string_view text, std::size_t quote) {
  for (auto i = quote + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '\'') {
      return i + 1;
    }
  }
  return text.size();
}

void find_in_pairs(std::string_view text, std::vector<Span>& found) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && is_word(text[i - 1])) continue;
    const auto name = name_at(text, i);
    if (name.value == npos || !is_secret_parameter(name.word)) continue;
    auto begin = name.value;
    while (begin < text.size() && is_space(text[begin])) ++begin;
    const bool quoted = begin < text.size() && text[begin] == '\'';
    const auto end = next_keyword(text, quoted ? end_of_quoted(text, begin) : begin);
    found.push_back({begin, end});
    i = end;
  }
}

/// The value of `?password=…` goes on until `&` and a name that is known.
std::size_t end_of_value(std::string_view text, std::size_t begin) {
  for (auto at = text.find('&', begin); at != npos; at = text.find('&', at + 1)) {
    const auto name = name_at(text, at + 1);
    if (name.value != npos && is_known_parameter(name.word)) return at;
  }
  return text.size();
}

void find_in_query(std::string_view text, std::vector<Span>& found) {
  for (auto at = text.find_first_of("?&;"); at != npos; at = text.find_first_of("?&;", at + 1)) {
    const auto equals = text.find('=', at);
    if (equals == npos) return;
    const auto written = text.substr(at + 1, equals - at - 1);
    if (!is_secret_parameter(percent_decoded(written).value_or(std::string(written)))) continue;
    found.push_back({equals + 1, end_of_value(text, equals + 1)});
  }
}

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// No `@` at all: what stands where a port belongs and is none may be a password whose `@host` was forgotten.
void find_false_port(std::string_view text, std::size_t begin, std::vector<Span>& found) {
  auto at = begin;
  if (at < text.size() && text[at] == '[') at = std::min(text.find(']', at), text.size());
  for (at = text.find(':', at); at != npos; at = text.find(':', at + 1)) {
    const auto end = std::min(text.find_first_of("/?,", at + 1), text.size());
    if (is_port(text.substr(at + 1, end - at - 1))) continue;
    found.push_back({at + 1, text.size()});
    return;
  }
}

/// Between the first `:` and the last `@`, whatever libpq makes of the text between them.
void find_in_authority(std::string_view text, std::size_t begin, std::size_t end, std::vector<Span>& found) {
  const auto authority = text.substr(0, end);
  const auto last = authority.rfind('@');
  if (last == npos || last < begin) return find_false_port(authority, begin, found);
  const auto colon = authority.find(':', begin);
  if (colon < last) found.push_back({colon + 1, last});
}

/// Where the authority of a Postgres URL begins. Other schemes are not trusted to be one: `a://b@h` may be user and
/// password.
std::size_t authority_of(std::string_view text) {
  const auto slashes = text.find("://");
  if (slashes == npos) return 0;
  return matches("postgres|postgresql|postgres+*|postgresql+*|jdbc:postgresql|jdbc:postgres|prisma|prisma+postgres",
                 text.substr(0, slashes))
             ? slashes + 3
             : 0;
}

std::vector<Span> merged(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.begin < b.begin; });
  std::vector<Span> out;
  for (const auto span : spans) {
    if (span.begin >= span.end) continue;
    if (!out.empty() && span.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, span.end);
    } else {
      out.push_back(span);
    }
  }
  return out;
}

bool is_placeholder(std::string_view value) {
  return std::find(std::begin(placeholders), std::end(placeholders), value) != std::end(placeholders);
}

std::vector<Span> secrets_of(std::string_view text) {
  std::vector<Span> found;
  if (is_pairs(text)) {
    find_in_pairs(text, found);
    const auto slashes = text.find("://");
    if (slashes != npos) find_in_authority(text, slashes + 3, text.size(), found);
  } else {
    const auto begin = authority_of(text);
    find_in_authority(text, begin, clean_query(text, begin), found);
  }
  find_in_query(text, found);
  auto spans = merged(std::move(found));
  std::erase_if(spans, [&](Span span) { return is_placeholder(text.substr(span.begin, span.end - span.begin)); });
  return spans;
}

char visible(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
}

}  // namespace

Span find_placeholder(std::string_view text) {
  for (const auto placeholder : placeholders) {
    const auto at = text.find(placeholder);
    if (at != npos) return {at, at + placeholder.size()};
  }
  return {};
}

Span Masked::shown(Span raw) const {
  const auto move = [&](std::size_t byte, bool is_end) {
    std::size_t dropped = 0;
    std::size_t added = 0;
    for (const auto secret : secrets) {
      if (byte <= secret.begin) break;
      if (byte < secret.end) return secret.begin - dropped + added + (is_end ? stars.size() : 0);
      dropped += secret.end - secret.begin;
      added += stars.size();
    }
    return byte - dropped + added;
  };
  return {move(raw.begin, false), move(raw.end, true)};
}

Masked mask(std::string_view trimmed) {
  Masked masked{.text = {}, .secrets = secrets_of(trimmed)};
  std::size_t at = 0;
  const auto copy_until = [&](std::size_t end) {
    for (; at < end; ++at) masked.text += visible(trimmed[at]);
  };
  for (const auto secret : masked.secrets) {
    copy_until(secret.begin);
    masked.text += stars;
    at = secret.end;
  }
  copy_until(trimmed.size());
  return masked;
}

std::string masked(std::string_view connection_string) {
  return mask(trim(connection_string)).text;
}

}  // namespace migrate::endpoint
