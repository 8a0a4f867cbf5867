#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// Numbers are written with exactly five digits: 00100-00199.
struct NumberRange {
  int first = 0;
  int last = 0;
  friend bool operator==(const NumberRange&, const NumberRange&) = default;
};
constexpr bool overlap(NumberRange a, NumberRange b) { return a.first <= b.last && b.first <= a.last; }
constexpr bool contains(NumberRange range, int number) { return range.first <= number && number <= range.last; }
static_assert(overlap({100, 199}, {150, 249}));
static_assert(!contains({100, 199}, 200));

/// "00100"
std::string format_number(int number);
/// "00100-00199"
std::string format_range(NumberRange range);

/// One application of the workspace: a name, an ORM, a folder and the numbers that it may use.
struct Service {
  std::string name;                 ///< as the config writes it: "rust-service"
  std::string label;                ///< in file names: "rust_service"; empty in the bootstrap range
  std::string orm;                  ///< a row of the adapters: "drizzle", "alembic", "sqlx", "prisma", "sql"
  std::string folder;               ///< relative to the workspace, "" is the workspace itself
  std::string migrations;           ///< the tool's own folder, relative to the workspace; empty = the adapter's default
  std::vector<NumberRange> ranges;  ///< in the order of the config: the first one is filled first
  std::vector<std::string> python;  ///< the command that renders Alembic revisions: {"uv", "run", "python"}
  bool ledger = true;               ///< keep the ORM's own bookkeeping true
  Label place;                      ///< where the config names it
  Label range_place;                ///< where the config gives its (last) range
};

/// Where to apply: `targets:` of the config.
struct Target {
  std::string name;
  std::string url;       ///< as written, may hold `${VARIABLE}`; or empty
  std::string variable;  ///< the environment variable that holds the URL; or empty
  Label place;
  std::string role = {};  ///< what the session becomes with SET ROLE; or empty
  bool is_protected = false;  ///< a person is asked before it is changed
};

struct Workspace {
  std::string root;    ///< absolute path
  std::string config;  ///< relative to root: "migrate.yaml" or ".kodo/config.json"
  std::string migrations = "supabase/migrations";
  std::vector<Service> services;  ///< by first number, ascending
  std::vector<Target> targets;
};

/// The service that owns the number, else null.
const Service* owner_of(const Workspace& workspace, int number);
/// The service of that name or label, else null.
const Service* find_service(const Workspace& workspace, std::string_view name);
/// The target of that name, else null.
const Target* find_target(const Workspace& workspace, std::string_view name);

}  // namespace migrate
