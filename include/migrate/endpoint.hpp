#pragma once

#include <migrate/diagnostic.hpp>
#include <migrate/result.hpp>
#include <migrate/secret.hpp>
#include <migrate/workspace.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a URL leads to, and whether migrations may pass. Pure: resolving (libpq) and probing are edges.
namespace migrate::endpoint {

enum class Mode { direct, session, transaction, statement, replica, read_only, foreign, unknown };
std::string_view name_of(Mode mode);  ///< "direct", "session pooler", "transaction pooler", …

/// A connection string and where it came from.
struct ConnectionString {
  Secret text;
  std::string origin;         ///< "--url", "$DIRECT_URL, set in .env:3", "target `production` in migrate.yaml"
  std::string target_name;    ///< "production", or empty
  std::string variable = {};  ///< "DIRECT_URL" where a variable holds it, or empty
};

/// With the password (and every other secret parameter) as `***`; positions in it are what diagnostics point at.
std::string masked(std::string_view connection_string);

/// What libpq may read, after our own clean-up.
struct Prepared {
  Secret conninfo;
  std::vector<std::string> stripped;       ///< names of parameters that only ORMs know and libpq would refuse
  std::map<std::string, std::string> orm;  ///< their values: {"pgbouncer": "true"}
  std::string search_path;                 ///< from `schema` / `currentSchema`
};
/// Trims, lower-cases the scheme, drops `+driver` and `jdbc:`, takes out the fixed list of ORM parameters.
Result<Prepared> prepare(const ConnectionString& given);

/// The values that libpq would dial: URL, service file, environment and defaults together.
struct Host {
  std::string host;  ///< a name, an address or a socket folder
  std::string hostaddr;
  std::string port;
};
struct Resolved {
  std::vector<Host> hosts;
  std::string user;
  std::string database;
  std::string sslmode;
  Secret password;
  std::map<std::string, std::string> rest;  ///< every other keyword that has a value
};

/// A row's verdict at one place of the connection string.
struct Finding {
  Span span;         ///< in masked(connection string); empty where no text of it decided
  std::string text;  ///< "Supavisor serves transaction mode here"
};
/// Presumed: by a port that poolers like, or a pool whose mode the text does not tell. Only a live probe knows more.
enum class Certainty { certain, presumed };
struct Endpoint {
  ConnectionString given;
  Resolved resolved;
  Mode mode = Mode::unknown;  ///< of a host list: the worst member's
  Certainty certainty = Certainty::certain;
  std::string provider;       ///< "Supabase", "Neon", …; or empty
  std::string reference;      ///< Supabase's project reference, where the text shows it
  std::string search_path;
  std::vector<Finding> findings;
  std::vector<Diagnostic> diagnostics;  ///< stripped parameters, hints of ORMs: notes and warnings
};
/// "db.abcdefghij.supabase.co:5432"
std::string address(const Endpoint& endpoint);

/// The static table on resolved values. The first row that matches decides.
Endpoint classify(const ConnectionString& given, const Prepared& prepared, Resolved resolved);
/// What the text shows by itself, without libpq, the environment and service files. Parts that are not known (`${HOST}`)
/// stay as they are written; where host or port are among them, nothing fit is said of it.
Endpoint classify_text(const ConnectionString& given);

/// What a live look at the server saw. `whole` and `unknown`: the probe could not settle it.
struct Evidence {
  enum class Depth {
    none,   ///< nothing was dialled: the text alone decides
    cheap,  ///< one connection, one question: standby, read-only, not Postgres
    whole,  ///< two connections: whether the first one keeps its server process
  } depth = Depth::none;
  Mode seen = Mode::unknown;
  std::vector<std::string> notes = {};
};
/// `--assume-session`: what a person vouches for where neither text nor probe is certain.
enum class Assume { nothing, session };

/// An error where the text alone is enough to refuse, so that nothing need be dialled.
Result<void> allow_dialling(const Endpoint& endpoint, Assume assume);

/// A connection fit for migrations. `guard` is its only maker; opening a connection to migrate takes one.
class MigrationEndpoint {
 public:
  [[nodiscard]] const Endpoint& endpoint() const { return endpoint_; }

 private:
  explicit MigrationEndpoint(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}
  friend Result<MigrationEndpoint> guard(Endpoint endpoint, const Evidence& evidence, Assume assume);
  friend MigrationEndpoint scratch(Resolved resolved);
  Endpoint endpoint_;
};
/// Direct and session connections pass; all else is refused (exit 3) with the corrected URL. What the text is certain
/// of and what was seen are final; `assume` settles an inconclusive probe, and a presumed pooler that was seen to keep
/// its server process.
Result<MigrationEndpoint> guard(Endpoint endpoint, const Evidence& evidence, Assume assume = Assume::nothing);
/// A server that this program started itself, on a private socket.
MigrationEndpoint scratch(Resolved resolved);
/// The same text leading to a connection that is fit, masked; empty where the text does not tell one.
std::string corrected(const Endpoint& endpoint);

// dotenv.cpp
struct Variable {
  std::string name;
  Secret value;
  std::string file;  ///< ".env", or empty: the process environment
  int line = 0;
  std::optional<Diagnostic> problem;  ///< why the value cannot be used; matters only to those who need the variable
  bool spoils_url = false;            ///< with a problem: what stands in the file begins as a URL of Postgres
};
struct Environment {
  std::vector<Variable> variables;  ///< the ones that win, by name
};
/// The variable of that name, else null.
const Variable* find(const Environment& environment, std::string_view name);
/// The names of .env files for a mode ("production" or ""), the strongest first.
std::vector<std::string> dotenv_names(std::string_view mode);
/// `files`: the sources of those that exist, the strongest first; `process`: name and value, stronger than all files.
Environment read_environment(const std::vector<SourceRef>& files,
                             const std::vector<std::pair<std::string, std::string>>& process);
/// `text` with each `${NAME}` and `${NAME:-default}` replaced; an error names the variable that is missing, at `place`.
Result<Secret> expand(std::string_view text, const Environment& environment, const Label& place);
/// The first of MIGRATE_DATABASE_URL, DIRECT_URL, … that is set; an error names them all.
Result<ConnectionString> choose(const Environment& environment);
/// One of those names: by convention, all of them lead to the same database.
bool is_usual(std::string_view variable);
/// Every variable that leads to a database: of those that choose() knows each that is set, of the others each whose
/// value is a URL of Postgres. In the order of choose(), then by name.
struct Found {
  std::vector<ConnectionString> strings;
  std::vector<Diagnostic> problems;  ///< of variables that would be among `strings` if their value could be used
};
Found find_all(const Environment& environment);
/// The same of these variables alone, whatever their values look like; a name that is not set is left out.
Found find_these(const Environment& environment, const std::vector<std::string>& names);
/// Where libpq's own variables (PGHOST, PGHOSTADDR, PGPORT, PGSERVICE) lead by themselves, if one of them is set.
std::optional<ConnectionString> of_libpq_variables(const Environment& environment);
/// What a target of the config names: its `url`, expanded, or its variable.
Result<ConnectionString> of_target(const Target& target, const Environment& environment);


// words.cpp
/// What the words of somebody else's command say of databases.
struct CommandWords {
  struct Url {
    ConnectionString string;
    std::size_t word = 0;
    Span span;  ///< in that word
  };
  std::vector<Url> urls;
  std::vector<std::pair<std::string, std::string>> assignments;  ///< of `env NAME=VALUE …` in front of it
  std::vector<std::string> taken_away;                           ///< of `env -u NAME …`
  std::vector<std::string> files;                                ///< words that may name a .env file
};
CommandWords read_words(const std::vector<std::string>& words);
/// The command as a shell would take it, on one line, with every password as `***`; `instead` replaces whole words.
std::string shown(const std::vector<std::string>& words, const std::map<std::size_t, std::string>& instead = {});

}  // namespace migrate::endpoint
