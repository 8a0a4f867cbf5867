#pragma once

#include "survey/tokens.hpp"

#include <migrate/secret.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::survey {

/// What an expression can be, as far as reading tells.
struct Expression {
  std::vector<Secret> given;  ///< as in Use::given
  bool certain = true;        ///< false: a condition, or a name of another module, decides
  bool changed = false;       ///< the program turns the pooler's port or host into another
};

enum class Wanted { url, scalar };

/// Reads tokens [range) as a value: variables of the environment, literals, names and functions of the same file.
/// Recognised: `process.env.X`, `os.environ["X"]`, `env("X")`, `settings.X`, `A ?? B`, `A or B`, templates.
Expression read_expression(const Tokens& tokens, Range range, std::string_view text, Wanted wanted = Wanted::url);

/// Of a host and a port, "host=… port=…"; nothing where no port can be known.
Expression of_parts(const Tokens& tokens, Range object, std::string_view text);

/// True for `postgres://…`, `postgresql+x://…`, `jdbc:postgresql://…`, and for `host=…` pairs.
bool is_connection(std::string_view text);

/// The .env files that a script names: `config({ path: ".env.local" })`.
std::vector<std::string> env_files_in(const Tokens& tokens);

}  // namespace migrate::survey
