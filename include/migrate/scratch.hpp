#pragma once

#include <migrate/endpoint.hpp>
#include <migrate/process.hpp>
#include <migrate/result.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A throwaway Postgres from local binaries, on a private socket, shaped like Supabase: its roles, schemas and auth
/// functions.
namespace migrate::scratch {

enum class Keep { no, yes };

struct Options {
  std::vector<std::pair<std::string, std::string>>
      environment;        ///< of the program: MIGRATE_PG_BINDIR, PATH, XDG_CACHE_HOME, …
  std::string workspace;  ///< its node_modules may hold the binaries
  Keep keep = Keep::no;
};

/// Stopped and removed at the end of its scope, unless it is to be kept.
class Server {
 public:
  Server(process::Child child, std::string folder, std::string version, Keep keep);
  Server(Server&& other) noexcept;
  Server& operator=(Server&&) = delete;
  ~Server();

  [[nodiscard]] endpoint::Resolved resolved() const;
  [[nodiscard]] const std::string& version() const { return version_; }  ///< "15.20"
  [[nodiscard]] int pid() const { return child_.pid(); }
  /// How to connect to a kept server, and how to stop it: one command a line.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::string stop_command() const;

 private:
  process::Child child_;
  std::string folder_;  ///< holds socket, data and log; empty: moved from
  std::string version_;
  Keep keep_;
};

/// Where initdb and postgres are: MIGRATE_PG_BINDIR, pg_config, /usr/lib/postgresql, PATH, node_modules.
Result<std::string> find_binaries(const Options& options);

/// A new one, empty but for what Supabase has. Where it is to be kept, `.migrate/scratch` in the workspace names its
/// folder.
Result<Server> start(const Options& options);

/// The one that an earlier run kept for this workspace, while it runs.
std::optional<Server> find_kept(const std::string& workspace);

}  // namespace migrate::scratch
