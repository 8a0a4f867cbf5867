#include <migrate/scratch.hpp>

#include "scratch/template.hpp"

#include <migrate/files.hpp>

#include <fmt/core.h>

#include <poll.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace migrate::scratch {

namespace fs = std::filesystem;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
constexpr std::string_view port = "5432";
constexpr milliseconds start_deadline{30000};
constexpr std::string_view prefix = "/migrate-scratch-";
constexpr auto note = ".migrate/scratch";

/// A folder of ours with a path short enough for a socket: the kernel takes 107 bytes.
Result<std::string> make_folder(const Options& options) {
  const auto temporary = variable(options, "TMPDIR");
  std::string pattern =
      (temporary.empty() || temporary.size() > 60 ? "/tmp" : temporary) + std::string(prefix) + "XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return fail(not_started("no temporary folder could be made", pattern));
  return pattern;
}

/// The lines of postmaster.pid; the fifth is the socket's folder, the eighth `ready`, once connections are taken.
std::vector<std::string> pid_file(const std::string& folder) {
  std::ifstream file(folder + "/data/postmaster.pid");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

bool is_ready(const std::string& folder) {
  const auto lines = pid_file(folder);
  return lines.size() > 7 && lines[7].starts_with("ready");
}

Result<process::Child> run_server(const std::string& binaries, const std::string& folder, Keep keep,
                                  const std::optional<process::User>& user) {
  const auto data = folder + "/data";
  std::vector<std::string> words = {binaries + "/postgres", "-D", data, "-k", folder, "-p", std::string(port)};
  // Nothing here must survive a crash, and no network address is listened to.
  for (const auto* setting : {"listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off",
                              "autovacuum=off", "jit=off", "shared_buffers=32MB", "max_wal_senders=0",
                              "wal_level=minimal", "unix_socket_permissions=0700", "log_min_messages=warning"}) {
    words.emplace_back("-c");
    words.emplace_back(setting);
  }
  auto child =
      process::start({.words = std::move(words),
                      .folder = folder,
                      .input = {},
                      .output = folder + "/log",
                      .environment = clean_environment(folder),
                      .user = user,
                      .end = keep == Keep::yes ? process::Start::End::by_itself : process::Start::End::with_us});
  if (!child) return fail(child);
  const auto until = steady_clock::now() + start_deadline;
  while (!is_ready(folder)) {
    if (child->wait(milliseconds(0)) || steady_clock::now() > until) {
      child->signal(SIGQUIT);
      return fail(not_started("the server ended while it started", last_lines(folder + "/log")));
    }
    poll(nullptr, 0, 3);
  }
  return child;
}

}  // namespace

Server::Server(process::Child child, std::string folder, std::string version, Keep keep)
    : child_(std::move(child)), folder_(std::move(folder)), version_(std::move(version)), keep_(keep) {}

Server::Server(Server&& other) noexcept
    : child_(std::move(other.child_)),
      folder_(std::move(other.folder_)),
      version_(std::move(other.version_)),
      keep_(other.keep_) {
  other.folder_.clear();
}

Server::~Server() {
  if (folder_.empty() || keep_ == Keep::yes) return;
  child_.signal(SIGQUIT);
  if (!child_.wait(milliseconds(5000))) child_.signal(SIGKILL);
  child_.wait(milliseconds(2000));
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

endpoint::Resolved Server::resolved() const {
  endpoint::Resolved resolved;
  resolved.hosts = {{.host = folder_, .hostaddr = {}, .port = std::string(port)}};
  resolved.user = "postgres";
  resolved.database = "postgres";
  resolved.sslmode = "disable";
  return resolved;
}

std::string Server::url() const {
  std::string host;
  for (const char c : folder_) host += c == '/' ? "%2F" : std::string(1, c);
  return fmt::format("postgresql://postgres@{}:{}/postgres", host, port);
}

std::string Server::stop_command() const {
  return fmt::format("kill -QUIT {} && rm -rf {}", child_.pid(), folder_);
}

Result<Server> start(const Options& options) {
  const auto binaries = find_binaries(options);
  if (!binaries) return fail(binaries);
  const auto version = version_of(*binaries);
  if (!version) return fail(version);
  auto folder = make_folder(options);
  if (!folder) return fail(folder);

  const auto user = server_user();
  const auto filled = fill({.binaries = *binaries, .version = *version, .folder = *folder, .user = user}, options);
  auto child = filled ? run_server(*binaries, *folder, options.keep, user) : Result<process::Child>(fail(filled));
  if (child && options.keep == Keep::yes) {
    const auto noted = files::write(options.workspace, {{.path = note, .text = *folder + '\n'}}, files::Overwrite::yes);
    if (!noted) {
      child->signal(SIGQUIT);
      child = fail(noted);
    }
  }
  if (!child) {
    std::error_code ignored;
    fs::remove_all(*folder, ignored);
    return fail(child);
  }
  return Server(std::move(*child), std::move(*folder), number_of(*version), options.keep);
}

// The note is a file of the workspace, so its word is not taken: the folder must be one of ours, and a server must run
// there that listens in it.
std::optional<Server> find_kept(const std::string& workspace) {
  const auto file = files::read(workspace, note);
  if (!file) return std::nullopt;
  auto folder = (*file)->text.substr(0, (*file)->text.find('\n'));
  const auto last = folder.rfind('/');
  if (last == std::string::npos || folder.compare(last, prefix.size(), prefix) != 0) return std::nullopt;
  const auto lines = pid_file(folder);
  if (lines.size() < 8 || lines[4] != folder || !lines[7].starts_with("ready")) return std::nullopt;
  const auto pid = std::atoi(lines[0].c_str());
  if (pid <= 1 || (kill(pid, 0) != 0 && errno != EPERM)) return std::nullopt;
  std::ifstream version_file(folder + "/data/PG_VERSION");
  std::string version;
  std::getline(version_file, version);
  return Server(process::Child(pid), std::move(folder), std::move(version), Keep::yes);
}

}  // namespace migrate::scratch
