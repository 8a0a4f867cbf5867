#include "endpoint/anatomy.hpp"

#include "endpoint/parameters.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view piece(std::string_view text, Span span) {
  return text.substr(span.begin, span.end - span.begin);
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

/// Takes a URL apart as libpq's conninfo_uri_parse_options does, and notes the first flaw.
class UrlReader {
 public:
  UrlReader(std::string_view text, Anatomy& anatomy) : text_(text), anatomy_(anatomy), at_(anatomy.authority) {}

  void read() {
    check_at_signs();
    read_user();
    read_netlocs();
    if (at_ < text_.size() && text_[at_] == '/') read_database();
    anatomy_.query = at_;
    if (at_ < text_.size()) read_query();
  }

 private:
  void note(Flaw flaw) {
    if (!anatomy_.flaw) anatomy_.flaw = std::move(flaw);
  }

  std::string decoded(Span span) {
    auto value = percent_decoded(piece(text_, span));
    if (value) return *std::move(value);
    note({.span = span,
          .message = "a `%` in the URL is not followed by two hexadecimal digits",
          .label = "holds such a `%`",
          .help = "write `%` as `%25`"});
    return {};
  }

  /// libpq ends the password at the first `@`, people at the last one: what is dialled would be a piece of the
  /// password.
  void check_at_signs() {
    const auto end = clean_query(text_, at_);
    const auto authority = text_.substr(at_, end - at_);
    const auto last = authority.rfind('@');
    const auto colon = authority.find(':');
    if (last == npos || colon == npos || colon > last) return;
    const auto slash = authority.find('/');
    if (authority.find('@') == last && (slash == npos || slash > last)) return;
    note({.span = {at_ + colon + 1, at_ + last},
          .message = "the password holds a character that ends it",
          .label = "an `@` or `/` stands in here",
          .help = "percent-encode the password: `@` is written `%40`, `/` is `%2F`, `:` is `%3A`, `?` is `%3F`, "
                  "`#` is `%23`, `%` is `%25`"});
  }

  void read_user() {
    const auto stop = text_.find_first_of("@/", at_);
    if (stop == npos || text_[stop] != '@') return;
    const auto colon = std::min(text_.find(':', at_), stop);
    anatomy_.user = {at_, colon};
    decoded(anatomy_.user);
    if (colon < stop) {
      anatomy_.password = {colon + 1, stop};
      decoded(anatomy_.password);
    }
    at_ = stop + 1;
  }

  void read_netlocs() {
    while (true) {
      anatomy_.netlocs.push_back(read_netloc());
      if (at_ >= text_.size() || text_[at_] != ',') return;
      ++at_;
    }
  }

  Netloc read_netloc() {
    Netloc netloc;
    if (at_ < text_.size() && text_[at_] == '[') {
      const auto close = text_.find(']', at_);
      if (close == npos) {
        note({.span = {at_, text_.size()},
              .message = "an IPv6 address is not closed",
              .label = "no `]` follows",
              .help = "write the address as `[2001:db8::1]:5432`"});
      }
      netloc.host = {at_ + 1, std::min(close, text_.size())};
      at_ = close == npos ? text_.size() : close + 1;
    } else {
      const auto end = std::min(text_.find_first_of(":/?,", at_), text_.size());
      netloc.host = {at_, end};
      at_ = end;
    }
    decoded(netloc.host);
    if (at_ >= text_.size() || text_[at_] != ':') {
      at_ = std::min(text_.find_first_of("/?,", at_), text_.size());
      return netloc;
    }
    const auto end = std::min(text_.find_first_of("/?,", at_ + 1), text_.size());
    netloc.port = Span{at_ + 1, end};
    decoded(*netloc.port);
    at_ = end;
    return netloc;
  }

  void read_database() {
    const auto end = std::min(text_.find('?', at_), text_.size());
    anatomy_.database = {at_ + 1, end};
    decoded(anatomy_.database);
    at_ = end;
  }

  void read_query() {
    std::size_t begin = at_ + 1;
    while (begin < text_.size()) {
      const auto end = std::min(text_.find('&', begin), text_.size());
      read_parameter({begin, end});
      begin = end + 1;
    }
  }

  void read_parameter(Span whole) {
    const auto equals = text_.find('=', whole.begin);
    if (equals == npos || equals >= whole.end) {
      note({.span = whole,
            .message = "a parameter of the URL has no value",
            .label = "no `=` in it",
            .help = "write it as `name=value`; an `&` inside of a value is `%26`"});
      return;
    }
    if (text_.substr(equals + 1, whole.end - equals - 1).find('=') != npos) {
      note({.span = whole,
            .message = "a parameter of the URL has two `=`",
            .label = "a second `=` in it",
            .help = "write `=` inside of a value as `%3D`"});
    }
    const Span value_span{equals + 1, whole.end};
    anatomy_.parameters.push_back({.name = decoded({whole.begin, equals}),
                                   .value = decoded(value_span),
                                   .whole = whole,
                                   .value_span = value_span});
  }

  std::string_view text_;
  Anatomy& anatomy_;
  std::size_t at_;
};

/// Takes `keyword = 'value' …` apart as libpq's conninfo_parse does.
class PairsReader {
 public:
  PairsReader(std::string_view text, Anatomy& anatomy) : text_(text), anatomy_(anatomy) {}

  void read() {
    for (skip_blanks(); at_ < text_.size() && !anatomy_.flaw; skip_blanks()) read_pair();
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  void read_pair() {
    const auto begin = at_;
    while (at_ < text_.size() && text_[at_] != '=' && !is_blank(text_[at_])) ++at_;
    Parameter parameter{
        .name = std::string(text_.substr(begin, at_ - begin)), .value = {}, .whole = {}, .value_span = {}};
    const Span name{begin, at_};
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != '=') {
      anatomy_.flaw = Flaw{.span = name,
                           .message = "a word of the connection string is no `keyword=value`",
                           .label = "no `=` after it",
                           .help = "put a value that holds blanks into single quotes: `password='…'`"};
      return;
    }
    ++at_;
    skip_blanks();
    parameter.value_span.begin = at_;
    if (at_ < text_.size() && text_[at_] == '\'') {
      read_quoted(parameter);
    } else {
      read_plain(parameter);
    }
    parameter.value_span.end = at_;
    parameter.whole = {begin, at_};
    anatomy_.parameters.push_back(std::move(parameter));
  }

  void read_plain(Parameter& parameter) {
    for (; at_ < text_.size() && !is_blank(text_[at_]); ++at_) {
      if (text_[at_] == '\\' && ++at_ >= text_.size()) return;
      parameter.value += text_[at_];
    }
  }

  void read_quoted(Parameter& parameter) {
    const auto begin = at_++;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') {
        ++at_;
        return;
      }
      if (text_[at_] == '\\' && ++at_ >= text_.size()) break;
      parameter.value += text_[at_];
    }
    anatomy_.flaw = Flaw{.span = {begin, text_.size()},
                         .message = "a quoted value of the connection string is not closed",
                         .label = "no closing `'` follows",
                         .help = "close it; a quote inside of a value is written `\\'`"};
  }

  std::string_view text_;
  Anatomy& anatomy_;
  std::size_t at_ = 0;
};

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
    PairsReader(trimmed, anatomy).read();
    return anatomy;
  }
  std::size_t end = 0;
  auto scheme = scheme_of(trimmed, end);
  if (!scheme) return anatomy;
  anatomy.form = Anatomy::Form::url;
  anatomy.scheme = scheme->starts_with("jdbc:") ? scheme->substr(5) : *std::move(scheme);
  anatomy.scheme_span = {0, end};
  anatomy.authority = end + 3;
  UrlReader(trimmed, anatomy).read();
  return anatomy;
}

}  // namespace migrate::endpoint
