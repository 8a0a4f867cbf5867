#pragma once

#include <migrate/scratch.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace migrate::scratch {

/// What a new cluster is made of.
struct Cluster {
  std::string binaries;
  std::string version;  ///< what `postgres --version` says, whole
  std::string folder;   ///< `data` comes to lie in it
  std::optional<process::User> user;
};
/// Makes the data folder: a copy of the cached template, or a new one that then becomes the template.
Result<void> fill(const Cluster& cluster, const Options& options);

/// "" where it is not set.
std::string variable(const Options& options, std::string_view name);
/// Postgres refuses root: `postgres`, else `nobody`. Nothing where we are no root.
std::optional<process::User> server_user();
/// Nothing of ours: libpq's and Postgres' variables would change what the server does.
std::vector<std::pair<std::string, std::string>> clean_environment(const std::string& folder);
Result<std::string> version_of(const std::string& binaries);
/// "15.20" of "postgres (PostgreSQL) 15.20 (Debian …)"
std::string number_of(std::string_view version);
std::string last_lines(const std::string& file);
Diagnostic not_started(std::string what, std::string note);

/// Roles, schemas and functions that a Supabase project has before the first migration.
extern const std::string_view supabase_sql;

}  // namespace migrate::scratch
