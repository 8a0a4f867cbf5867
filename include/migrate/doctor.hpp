#pragma once

#include <migrate/advice.hpp>
#include <migrate/endpoint.hpp>
#include <migrate/workspace.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What is wrong with workspace and connections. Pure: facts in, findings out; one file of src/doctor/checks/ = one
/// check.
namespace migrate::doctor {

/// One address of a host, as a socket met it.
struct Address {
  enum class Family { v4, v6 } family = Family::v4;
  std::string text;  ///< "2600:1f18::1"
  std::string said;  ///< "Network is unreachable"; empty: it answered
};
struct Tls {
  std::string version = {};  ///< "TLSv1.3"; empty: not encrypted
  std::string cipher = {};
  enum class Certificate { unchecked, checked, wrong } certificate = Certificate::unchecked;
  std::string said = {};  ///< why it is wrong
};
/// What the role may do with what migrations change.
struct Rights {
  bool makes_schemas = true;
  std::vector<std::string> closed;  ///< schemas that are there, and in which the role may make nothing
  struct Foreign {
    std::string owner;
    int count = 0;
  };
  std::vector<Foreign> foreign;  ///< tables and views of those schemas that belong to others, the most first
};
struct Holder {
  std::string who;  ///< "Supavisor", "PostgREST", "api"
  int count = 0;
};
/// What was seen through one connection string. Nothing was written.
struct Inspection {
  std::vector<Address> addresses;     ///< none for a socket
  std::optional<Diagnostic> failure;  ///< why no connection came about, or was lost
  std::string not_tried = {};         ///< why it was not dialled
  endpoint::Evidence evidence = {};
  std::string version = {};  ///< "15.8"; empty: no connection
  std::string role = {};
  std::string reached = {};  ///< the address; empty: a socket
  bool local = false;
  Tls tls = {};
  std::chrono::microseconds latency{0};     ///< the median of some `select 1`
  std::optional<bool> keeps_prepared = {};  ///< a transaction pooler, and named prepared statements
  std::optional<Rights> rights = {};
  int max_connections = 0;
  int reserved = 0;  ///< of them for superusers
  std::vector<Holder> holders = {};
  [[nodiscard]] bool connected() const { return !version.empty(); }
};

/// A service that takes its URL from a variable.
struct Use {
  std::string service;
  std::string orm;
  const advice::Stack* stack = nullptr;  ///< null: which driver it has is not known
};
struct Connection {
  std::string name;    ///< "$DIRECT_URL"
  std::string origin;  ///< "$DIRECT_URL, set in .env:3"
  std::optional<endpoint::Endpoint> endpoint;
  std::optional<Diagnostic> problem;  ///< why the string cannot be read
  std::vector<Use> uses = {};
  bool chosen = false;       ///< `migrate` uses it
  std::string same_as = {};  ///< another variable that leads to the same place
  Inspection seen = {};
};

/// What the workspace is like; without one `config` is empty.
struct Site {
  std::string config;
  std::size_t services = 0;
  std::vector<Diagnostic> problems = {};  ///< of the config, or of what stands in for it
  std::string folder = {};                ///< of the migrations; empty: not looked at
  std::size_t files = 0;
  std::size_t uncollected = 0;
  std::vector<Diagnostic> faults = {};  ///< of migrations and sources
};
struct Facts {
  Site site;
  std::vector<Connection> connections;    ///< in the order in which `migrate` would choose
  std::vector<Diagnostic> unusable = {};  ///< variables whose value cannot be used
};

enum class State { ok, warn, fail };
std::string_view name_of(State state);  ///< "ok", "warn", "FAIL"

/// What a check says of a connection.
struct Finding {
  State state = State::ok;
  enum class Place {
    part,    ///< of the line itself: "direct", "TLS 1.3"
    use,     ///< behind it: "`server` uses it"
    detail,  ///< a line below
  } place = Place::part;
  std::string text;
};
enum class Section { workspace, connections, database };
std::string_view name_of(Section section);  ///< "Workspace", …
struct Row {
  Section section = Section::workspace;
  State state = State::ok;
  std::string name;
  std::string text;
  std::vector<std::string> details = {};
};

struct Check {
  std::string_view name;
  int rank;                  ///< the order of what is said
  std::string_view explain;  ///< what it looks at
  std::vector<Finding> (*of_connection)(const Connection&, const Facts&) = nullptr;
  std::vector<Row> (*of_all)(const Facts&) = nullptr;
};
std::span<const Check* const> checks();

/// What every check says, by section. A connection has one row, as grave as the gravest finding.
std::vector<Row> diagnose(const Facts& facts);

// uses.cpp
/// The services that read `variable`: `API_DATABASE_URL` is the one of `api`, and `DATABASE_URL` that of all who have
/// none of their own among `variables`. `url` may name the driver: `postgresql+asyncpg://`.
std::vector<Use> uses_of(std::string_view variable, const std::vector<std::string>& variables, std::string_view url,
                         const std::vector<Service>& services);

// mode.cpp
/// What the connection is, as seen where somebody looked, else by its text.
endpoint::Mode mode_of(const Connection& connection);

}  // namespace migrate::doctor
