#include "scratch/template.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <pwd.h>
#include <unistd.h>
#include <algorithm>
#include <cctype>
#include <csignal>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>

namespace migrate::scratch {

namespace fs = std::filesystem;

namespace {

using std::chrono::milliseconds;

/// Runs one program of Postgres to its end, its words kept in the log.
Result<void> run(const Cluster& cluster, std::vector<std::string> words, const std::string& input) {
  const auto log = cluster.folder + "/log";
  const auto program = words.front();
  auto child = process::start({.words = std::move(words),
                               .folder = cluster.folder,
                               .input = input,
                               .output = log,
                               .environment = clean_environment(cluster.folder),
                               .user = cluster.user,
                               .end = process::Start::End::with_us});
  if (!child) return fail(child);
  const auto status = child->wait(milliseconds(120000));
  if (status == 0) return {};
  child->signal(SIGKILL);
  return fail(not_started(fmt::format("`{}` ended with status {}", program, status.value_or(-1)), last_lines(log)));
}

void give(const fs::path& path, const std::optional<process::User>& user) {
  if (!user) return;
  [[maybe_unused]] auto given = lchown(path.c_str(), user->uid, user->gid);
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return;
  for (const auto& entry : fs::recursive_directory_iterator(path, ignored)) {
    given = lchown(entry.path().c_str(), user->uid, user->gid);
  }
}

/// Where the template of this server lies; empty: there is no place that is ours alone.
fs::path template_path(const Cluster& cluster, const Options& options) {
  const auto cache = variable(options, "XDG_CACHE_HOME");
  const auto home = variable(options, "HOME");
  if (cache.empty() && home.empty()) return {};
  std::string version;
  for (const char c : cluster.version) version += std::isalnum(static_cast<unsigned char>(c)) || c == '.' ? c : '_';
  const auto uid = cluster.user ? cluster.user->uid : getuid();
  const auto name = fmt::format("{}-C.UTF8-{}-{:016x}", version, uid, std::hash<std::string_view>{}(supabase_sql));
  return fs::path(cache.empty() ? home + "/.cache" : cache) / "migrate" / name;
}

/// Copies first and renames then: a template is whole or not there. Two processes may do it at once.
void keep_template(const fs::path& data, const fs::path& path) {
  if (path.empty()) return;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  const auto unfinished = path.string() + fmt::format(".{}", getpid());
  fs::copy(data, unfinished, fs::copy_options::recursive, error);
  if (!error) fs::permissions(unfinished, fs::perms::owner_all, error);
  if (!error) fs::rename(unfinished, path, error);
  if (error) fs::remove_all(unfinished, error);
}

Result<void> make(const Cluster& cluster, const std::string& data) {
  // Fixed C locale: the same order on every machine, and no locale that may be missing. Small WAL files: a quick copy.
  const auto made = run(cluster,
                        {cluster.binaries + "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-locale",
                         "--encoding=UTF8", "--no-sync", "--wal-segsize=1"},
                        "");
  if (!made) return made;
  const auto input = cluster.folder + "/supabase.sql";
  std::ofstream(input) << supabase_sql;
  give(input, cluster.user);
  // Single-user mode needs no connection: this module does not know libpq. -j: a statement ends at `;` and an empty
  // line.
  return run(cluster, {cluster.binaries + "/postgres", "--single", "-j", "-F", "-D", data, "postgres"}, input);
}

}  // namespace

std::string variable(const Options& options, std::string_view name) {
  for (const auto& [key, value] : options.environment) {
    if (key == name) return value;
  }
  return {};
}

std::optional<process::User> server_user() {
  if (getuid() != 0) return std::nullopt;
  for (const auto* name : {"postgres", "nobody"}) {
    if (const auto* entry = getpwnam(name)) return process::User{.uid = entry->pw_uid, .gid = entry->pw_gid};
  }
  return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> clean_environment(const std::string& folder) {
  return {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"LC_ALL", "C"}, {"HOME", folder}, {"TZ", "UTC"}};
}

std::string number_of(std::string_view version) {
  const auto begin = version.find_first_of("0123456789");
  if (begin == std::string_view::npos) return {};
  return std::string(version.substr(begin, version.find_first_not_of("0123456789.", begin) - begin));
}

std::string last_lines(const std::string& file) {
  std::ifstream in(file);
  std::deque<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
    if (lines.size() > 3) lines.pop_front();
  }
  std::string joined;
  for (const auto& line : lines) joined += (joined.empty() ? "" : " · ") + text::printable(line);
  return joined;
}

Diagnostic not_started(std::string what, std::string note) {
  return {.code = "M0118",
          .message = "the scratch server could not be started: " + what,
          .labels = {},
          .notes = {std::move(note)},
          .helps = {}};
}

Result<void> fill(const Cluster& cluster, const Options& options) {
  give(cluster.folder, cluster.user);
  const auto data = cluster.folder + "/data";
  const auto path = template_path(cluster, options);
  std::error_code error;
  if (!path.empty() && fs::exists(path / "PG_VERSION", error)) {
    fs::copy(path, data, fs::copy_options::recursive, error);
    if (!error) fs::permissions(data, fs::perms::owner_all, error);
    if (!error) {
      give(data, cluster.user);
      return {};
    }
    fs::remove_all(data, error);
  }
  const auto made = make(cluster, data);
  if (made) keep_template(data, path);
  return made;
}

}  // namespace migrate::scratch
