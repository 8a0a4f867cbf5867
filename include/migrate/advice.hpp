#pragma once

#include <migrate/endpoint.hpp>
#include <migrate/result.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// TABLES: what an error asks for, what a driver needs, what a compute size allows.
namespace migrate::advice {

/// What the server or libpq said; empty where it said nothing of the kind.
struct Fault {
  std::string_view sqlstate;  ///< none for failures while connecting
  std::string_view message;
  std::string_view project = {};  ///< Supabase's project reference, where it is known
};

/// One row of a table: SQLSTATE and text → what to do about it.
struct Advice {
  std::string_view sqlstate = {};  ///< "" matches any
  std::string_view text = {};  ///< part of the message: `*` is any text, `|` stands between wordings; "" matches any
  std::string_view help = {};  ///< may name {name}, the first word that the message quotes, and {project}
};

/// The help of the first row that matches, with the user's own names, else "".
std::string for_fault(const Fault& fault);

// stacks.cpp
/// A driver, or a library with its driver.
struct Stack {
  std::string_view name;     ///< what `--for` takes: "sqlalchemy-asyncpg"
  std::string_view title;    ///< "SQLAlchemy with asyncpg"
  std::string_view aliases;  ///< with `|` between them
};
std::span<const Stack> stacks();
/// By name or alias, in any case; else null.
const Stack* find_stack(std::string_view name);

/// Text for one file of an application. `%name%` stands for a part of the connection (settings.cpp).
struct Block {
  std::string_view file;
  std::string_view text;
};
/// One row: what a stack needs on one kind of connection.
struct Settings {
  std::string_view stack;
  endpoint::Mode mode = endpoint::Mode::direct;  ///< `direct` serves session poolers, too; else `transaction`
  std::string_view needs;                        ///< in a line
  Block blocks[4] = {};                          ///< those without a text are none
};
/// The row of a stack; `mode` is direct, session or transaction.
const Settings& settings_for(const Stack& stack, endpoint::Mode mode);

// convert.cpp
/// What an application connects to, without the password.
struct Parts {
  std::string host;
  std::string port;
  std::string user;
  std::string database;
  std::string provider;
  endpoint::Mode mode = endpoint::Mode::direct;
  bool local = false;            ///< loopback: no TLS
  std::string sslmode = {};      ///< as given
  std::string sslrootcert = {};  ///< as given, or empty
};
/// A host of Supabase's shared pooler, as a URL or the Supabase CLI gave it: it cannot be told from the region.
struct Pooler {
  std::string host;
  std::string reference;  ///< of the project
};
/// The pooler that `endpoint` itself leads to.
std::optional<Pooler> pooler_of(const endpoint::Endpoint& endpoint);
/// The same database in another mode, by the provider's rules. What no rule tells is an error with where to look.
Result<Parts> convert(const endpoint::Endpoint& from, endpoint::Mode to, const std::optional<Pooler>& pooler);
/// How migrations reach it: as given, where that is fit for them, else converted; nothing where no rule tells.
std::optional<Parts> for_migrations(const endpoint::Endpoint& from, const std::optional<Pooler>& pooler);

// settings.cpp
/// Variables alone, for any stack.
const Settings& environment_settings(endpoint::Mode mode);
struct Filled {
  std::string file;
  std::string text;
};
/// The blocks of a row with the parts in place. `variable` holds the URL; `migrations` becomes DIRECT_URL. Of the
/// password stands `${DB_PASSWORD}` there, in URLs `${DB_PASSWORD_ENCODED}`, whatever it is.
std::vector<Filled> fill(const Settings& settings, const Parts& parts, const std::string& variable,
                         const std::optional<Parts>& migrations);

// tls.cpp
/// What a stack does where the URL given asks for checked certificates and its settings cannot; else empty.
std::string tls_remark(const Stack& stack, const Parts& parts);

// tiers.cpp
/// A compute size of Supabase.
struct Tier {
  std::string_view name;
  int max_connections = 0;  ///< can be overridden: `show max_connections` knows
  int pooler_clients = 0;
};
std::span<const Tier> tiers();
/// The smallest size with that many connections by default, else null.
const Tier* find_tier(int max_connections);
/// What pools may take where the Data API or several kinds of pools share the server, and where they do not.
constexpr int careful_pool(int max_connections) {
  return max_connections * 2 / 5;
}
constexpr int largest_pool(int max_connections) {
  return max_connections * 4 / 5;
}
static_assert(careful_pool(90) == 36 && largest_pool(90) == 72);

}  // namespace migrate::advice
