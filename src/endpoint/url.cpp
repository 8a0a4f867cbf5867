#include "endpoint/readers.hpp"

#include <algorithm>
#include <utility>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;

std::string_view piece(std::string_view text, Span span) {
  return text.substr(span.begin, span.end - span.begin);
}

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
    const bool two = authority.find('@') != last;
    if (!two && (slash == npos || slash > last)) return;
    note(
        {.span = {at_ + colon + 1, at_ + last},
         .message = "the password holds a character that ends it",
         .label = "an `@` or `/` stands in here",
         .help = "percent-encode the password: `@` is written `%40`, `/` is `%2F`, `:` is `%3A`, `?` is `%3F`, "
                 "`#` is `%23`, `%` is `%25`",
         .note = two ? "libpq and SQLAlchemy end the password at the first `@`, node-pg and postgres.js at the last one"
                     : "libpq ends host and port at the first `/`, SQLAlchemy reads on to the `@`, node-pg and "
                       "postgres.js refuse the URL"});
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
      if (at_ < text_.size() && std::string_view(":/?,").find(text_[at_]) == npos) {
        note({.span = {at_, std::min(text_.find_first_of(":/?,", at_), text_.size())},
              .message = "an IPv6 address is followed by something that is no port",
              .label = "only `:` and a port may follow `]`",
              .help = "write the address as `[2001:db8::1]:5432`"});
      }
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

}  // namespace

void read_url(std::string_view trimmed, Anatomy& anatomy) {
  UrlReader(trimmed, anatomy).read();
}

}  // namespace migrate::endpoint
