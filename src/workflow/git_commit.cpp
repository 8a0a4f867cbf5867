#include "workflow/git_commit.hpp"

#include "workflow/given.hpp"

#include <migrate/files.hpp>

namespace migrate::workflow {

namespace {

constexpr std::string_view variables[] = {
    "GITHUB_SHA",        "CI_COMMIT_SHA",         "BUILDKITE_COMMIT",
    "CIRCLE_SHA1",       "BITBUCKET_COMMIT",      "BUILD_SOURCEVERSION",
    "GIT_COMMIT",        "VERCEL_GIT_COMMIT_SHA", "RAILWAY_GIT_COMMIT_SHA",
    "RENDER_GIT_COMMIT",
};

/// SHA-1 or SHA-256, whole: nothing else that may stand there is shown or stored.
bool is_commit(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string first_line(const std::string& folder, std::string_view path) {
  const auto file = files::read(folder, path);
  if (!file) return {};
  auto line = (*file)->text.substr(0, (*file)->text.find('\n'));
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

std::string behind(const std::string& line, std::string_view head) {
  return line.starts_with(head) ? line.substr(head.size()) : std::string();
}

std::string joined(const std::string& folder, const std::string& path) {
  return path.starts_with('/') ? path : folder + "/" + path;
}

/// The folder that .git is; of a worktree and of a submodule, what its file names.
std::string folder_of_git(const std::string& root) {
  if (files::kind_of(root + "/.git") == files::Kind::folder) return root + "/.git";
  const auto named = behind(first_line(root, ".git"), "gitdir: ");
  return named.empty() ? std::string() : joined(root, named);
}

std::string packed(const std::string& common, const std::string& reference) {
  const auto file = files::read(common, "packed-refs");
  if (!file) return {};
  const auto& text = (*file)->text;
  const auto end = text.find(" " + reference + "\n");
  if (end == std::string::npos) return {};
  const auto begin = text.rfind('\n', end) + 1;  // npos + 1 is the first line
  return text.substr(begin, end - begin);
}

}  // namespace

std::string git_commit(const std::string& root, const Surroundings& surroundings) {
  for (const auto name : variables) {
    if (auto value = variable(surroundings, name); is_commit(value)) return value;
  }
  constexpr std::string_view mark[] = {".git"};
  const auto found = files::find_upwards(root, mark);
  const auto git = found ? folder_of_git(found->root) : std::string();
  if (git.empty()) return {};
  const auto head = first_line(git, "HEAD");
  if (is_commit(head)) return head;
  const auto reference = behind(head, "ref: ");
  if (!reference.starts_with("refs/")) return {};
  const auto named = first_line(git, "commondir");
  const auto common = named.empty() ? git : joined(git, named);
  auto commit = first_line(common, reference);
  if (!is_commit(commit)) commit = packed(common, reference);
  return is_commit(commit) ? commit : std::string();
}

}  // namespace migrate::workflow
