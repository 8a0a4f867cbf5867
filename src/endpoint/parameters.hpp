#pragma once

#include <string_view>

namespace migrate::endpoint {

/// What becomes of a parameter that libpq 15 does not know.
enum class Use { strip, search_path, strict_tls };
struct OrmParameter {
  std::string_view name;
  Use use = Use::strip;
};
/// The row of a parameter that only ORMs and drivers know, else null.
const OrmParameter* find_orm_parameter(std::string_view name);

/// A keyword of libpq (up to 18) or a row of the above, in any case.
bool is_known_parameter(std::string_view name);

/// True where the value must never be shown: `password`, `sslpassword`, `api_key`, …; not `passfile`.
bool is_secret_parameter(std::string_view name);

/// A parameter that tells what the author of the URL believes the server to be.
struct Hint {
  std::string_view name;
  std::string_view values;  ///< glob patterns, `|` between them
  bool decides = false;     ///< it makes the endpoint a transaction pooler; the others warn
};
const Hint* find_hint(std::string_view name, std::string_view value);

/// `pattern` holds alternatives with `|` between them; `*` is any text. Letters match in any case. "" matches all.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace migrate::endpoint
