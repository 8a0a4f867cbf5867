#include <migrate/scratch.hpp>

#include "scratch/template.hpp"

#include <fmt/core.h>

#include <poll.h>
#include <unistd.h>
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

/// A folder of ours with a path short enough for a socket: the kernel takes 107 bytes.
Result<std::string> make_folder(const Options& options) {
  const auto temporary = variable(options, "TMPDIR");
  std::string pattern = (temporary.empty() || temporary.size() > 60 ? "/tmp" : temporary) + "/migrate-scratch-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) return fail(not_started("no temporary folder could be made", pattern));
  return pattern;
}

/// The last line of postmaster.pid says `ready`, once connections are taken.
bool is_ready(const std::string& data) {
  std::ifstream file(data + "/postmaster.pid");
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (number == 8) return line.starts_with("ready");
  }
  return false;
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
  while (!is_ready(data)) {
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
  return fmt::format("kill -QUIT {} && rm -r {}", child_.pid(), folder_);
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
  if (!child) {
    std::error_code ignored;
    fs::remove_all(*folder, ignored);
    return fail(child);
  }
  return Server(std::move(*child), std::move(*folder), number_of(*version), options.keep);
}

}  // namespace migrate::scratch
