#include "endpoint/anatomy.hpp"
#include "endpoint/dotenv.hpp"
#include "endpoint/parameters.hpp"

#include <migrate/endpoint.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view blanks = " \t\n";
constexpr std::string_view ends = " \t\n\"'`;|)";

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

/// Where the value of `NAME=value` begins, else 0.
std::size_t value_of_assignment(std::string_view word) {
  const auto equals = word.find('=');
  if (equals == npos || equals == 0 || std::isdigit(static_cast<unsigned char>(word[0])) != 0) return 0;
  const bool name = std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                                [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
  return name ? equals + 1 : 0;
}

bool is_scheme(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("+.-:").find(c) != npos;
}

/// Each URL of Postgres in a word. One that is all of it, or a flag's value, goes on to its end; within the text of a
/// script it ends at a blank or a quote.
std::vector<Span> urls_in(std::string_view word) {
  std::vector<Span> found;
  for (auto slashes = word.find("://"); slashes != npos; slashes = word.find("://", slashes + 3)) {
    auto begin = slashes;
    while (begin > 0 && is_scheme(word[begin - 1])) --begin;
    if (!begins_as_url(word.substr(begin))) continue;
    const auto before = word.substr(0, begin);
    // `A=postgres://… psql …` is a script, `--url=postgres://…` is not, whatever its password holds.
    const bool own = before.empty() || (before.starts_with('-') && before.back() == '=');
    const bool whole = own && before.find_first_of(blanks) == npos;
    const auto end = whole ? word.size() : std::min(word.find_first_of(ends, begin), word.size());
    found.push_back({begin, end});
    slashes = end > slashes + 3 ? end - 3 : slashes;
  }
  return found;
}

/// `host=… port=…`, as psql takes it in one word.
bool is_conninfo(std::string_view word) {
  if (!is_pairs(word)) return false;
  const auto first = word.substr(0, word.find_first_of("= "));
  return matches("host|hostaddr|port|service|dbname|user", first) &&
         (word.find("host") != npos || word.find("port") != npos || word.find("service") != npos);
}

std::string origin_of(const std::vector<std::string>& words, std::size_t index) {
  const std::string_view word = words[index];
  if (const auto value = value_of_assignment(word); value > 0 && !is_conninfo(word))
    return fmt::format("${}, set in the command", word.substr(0, value - 1));
  const auto flag = word.starts_with('-')                            ? word.substr(0, word.find('='))
                    : index > 0 && words[index - 1].starts_with('-') ? std::string_view(words[index - 1])
                                                                     : std::string_view();
  if (flag.empty() || flag.find("://") != npos) return "the command";
  return fmt::format("`{}` of the command", text::printable(flag));
}

/// `env [-i] [-u NAME] NAME=VALUE …`
void read_env(const std::vector<std::string>& words, CommandWords& found) {
  if (words.empty() || last_part(words[0]) != "env") return;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if ((word == "-u" || word == "--unset") && i + 1 < words.size()) {
      found.taken_away.push_back(words[++i]);
    } else if (word.starts_with("--unset=")) {
      found.taken_away.emplace_back(word.substr(8));
    } else if (word.starts_with('-')) {
      continue;
    } else if (const auto value = value_of_assignment(word); value > 0) {
      found.assignments.emplace_back(word.substr(0, value - 1), word.substr(value));
    } else {
      return;
    }
  }
}

bool is_secret_flag(std::string_view word) {
  return word.starts_with('-') && matches("*password*|*passwd*|*token*|*secret*|*api-key*|*apikey*", word);
}

/// What is no URL of Postgres may be one with a mistake, or another database's.
std::string masked_otherwise(std::string_view text) {
  const auto colon = text.find(':');
  return colon != npos && text.find('@', colon) != npos ? masked(text) : std::string(text);
}

/// With each password as `***`.
std::string masked_word(std::string_view word, bool secret) {
  if (secret) return "***";
  const auto equals = word.find('=');
  const bool named = equals != npos && matches("*password*|*passwd*|*token*|*secret*|*api_key*|*api-key*|*apikey*",
                                               word.substr(0, equals));
  if (named && urls_in(word).empty()) return fmt::format("{}=***", word.substr(0, equals));
  if (is_conninfo(word)) return masked(word);
  std::string out;
  std::size_t done = 0;
  for (const auto url : urls_in(word)) {
    out += masked_otherwise(word.substr(done, url.begin - done));
    out += masked(word.substr(url.begin, url.end - url.begin));
    done = url.end;
  }
  return out + masked_otherwise(word.substr(done));
}

std::string for_shell(const std::string& word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-_./:=,@%+*").find(c) != npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

CommandWords read_words(const std::vector<std::string>& words) {
  CommandWords found;
  read_env(words, found);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const auto value = value_of_assignment(word);
    auto spans = urls_in(word);
    if (spans.empty() && is_conninfo(word)) spans.push_back({0, word.size()});
    for (const auto span : spans) {
      ConnectionString string{.text = Secret(std::string(word.substr(span.begin, span.end - span.begin))),
                              .origin = origin_of(words, i),
                              .target_name = {}};
      if (value > 0 && value == span.begin && span.end == word.size()) string.variable = word.substr(0, value - 1);
      found.urls.push_back({.string = std::move(string), .word = i, .span = span});
    }
    const auto path = word.substr(word.starts_with('-') && word.find('=') != npos ? word.find('=') + 1 : 0);
    if (last_part(path).starts_with(".env")) found.files.emplace_back(path);
  }
  return found;
}

std::string shown(const std::vector<std::string>& words, const std::map<std::size_t, std::string>& instead) {
  std::string line;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto other = instead.find(i); other != instead.end()) {
      line += (line.empty() ? "" : " ") + other->second;
      continue;
    }
    const bool secret = i > 0 && is_secret_flag(words[i - 1]) && words[i - 1].find('=') == npos;
    line += (line.empty() ? "" : " ") + for_shell(text::printable(masked_word(words[i], secret)));
  }
  return line;
}

}  // namespace migrate::endpoint
