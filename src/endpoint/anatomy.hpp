#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where what stands in a connection string, by libpq's own rules. All spans are bytes of the trimmed text.
namespace migrate::endpoint {

/// Without blanks, line ends and one pair of quotes around it.
std::string_view trim(std::string_view text);

/// A name or value as libpq decodes it; nothing where a `%` is not followed by two hexadecimal digits or makes a NUL.
std::optional<std::string> percent_decoded(std::string_view text);

/// `name=value` of a URL's query or of the keyword form.
struct Parameter {
  std::string name;   ///< decoded
  std::string value;  ///< decoded
  Span whole;
  Span value_span;
};

struct Netloc {
  Span host;
  std::optional<Span> port;  ///< nothing where no `:` follows the host
};

struct Flaw {
  Span span;
  std::string message;
  std::string label;
  std::string help;
  std::string note = {};
  std::string_view code = "M0108";
};

struct Anatomy {
  enum class Form { url, pairs, other };
  Form form = Form::other;
  std::string scheme;         ///< lower case, without `jdbc:`: "postgresql+psycopg2"
  Span scheme_span;           ///< with `jdbc:`
  std::size_t authority = 0;  ///< where the text after `://` begins
  Span user;
  Span password;
  std::vector<Netloc> netlocs;
  Span database;
  std::size_t query = 0;  ///< where the query's `?` stands, else the end of the text
  std::vector<Parameter> parameters;
  std::optional<Flaw> flaw;  ///< the first reason why libpq would refuse it, or read it otherwise than people do
};
Anatomy dissect(std::string_view trimmed);

/// The last parameter of that name (libpq: the last one wins), else null.
const Parameter* find(const Anatomy& anatomy, std::string_view name);

/// True for the keyword form: a word and `=` come first.
bool is_pairs(std::string_view trimmed);

/// Where the query of a URL begins (its `?`) if all of it is `known=value&…`, else the end of the text. A `?` in a
/// password is followed by something else.
std::size_t clean_query(std::string_view trimmed, std::size_t authority);

}  // namespace migrate::endpoint
