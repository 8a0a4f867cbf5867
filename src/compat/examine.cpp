#include "compat/run.hpp"

#include <algorithm>

namespace migrate::compat {

namespace {

std::vector<std::string> names_of(const std::vector<Local>& files) {
  std::vector<std::string> names;
  for (const auto& local : files) names.emplace_back(migrate::name_of(local.file->path));
  return names;
}

Answer applying(Command command, const std::vector<Local>& files, std::set<std::string> recorded) {
  if (files.empty()) return {.command = command};
  auto ran = run(files, std::move(recorded));
  return {.command = command, .verdict = ran.verdict, .files = names_of(files), .trouble = std::move(ran.trouble)};
}

Answer refusing(Command command, const Pending& pending) {
  if (!pending.missing.empty()) {
    return {.command = command,
            .verdict = Verdict::refuses,
            .versions = pending.missing,
            .said = "Remote migration versions not found in local migrations directory."};
  }
  return {.command = command,
          .verdict = Verdict::refuses,
          .files = names_of(pending.early),
          .said = "Found local migration files to be inserted before the last migration on remote database."};
}

Answer pushing(Command command, const Pending& pending, const std::vector<std::string>& applied) {
  const bool early = command == Command::push && !pending.early.empty();
  if (!pending.missing.empty() || early) return refusing(command, pending);
  auto files = pending.early;
  files.insert(files.end(), pending.next.begin(), pending.next.end());
  std::stable_sort(files.begin(), files.end(), [](const Local& a, const Local& b) { return a.version < b.version; });
  return applying(command, files, {applied.begin(), applied.end()});
}

}  // namespace

std::string_view words_of(Command command) {
  constexpr std::string_view words[] = {"supabase db push", "supabase db push --include-all", "supabase db reset",
                                        "supabase migration list"};
  return words[static_cast<std::size_t>(command)];
}

std::string_view name_of(Verdict verdict) {
  constexpr std::string_view names[] = {"nothing", "applies", "shows", "refuses", "fails", "loses"};
  return names[static_cast<std::size_t>(verdict)];
}

Findings examine(const Folder& folder, const std::vector<std::string>& applied) {
  auto listing = list_local(folder);
  auto versions = applied;
  std::sort(versions.begin(), versions.end());
  Findings findings{.answers = {},
                    .skipped = std::move(listing.skipped),
                    .list = pair_up(listing.files, versions),
                    .seeds = folder.seeds};
  if (folder.migrations) {
    const auto pending = find_pending(listing.files, versions);
    findings.answers = {pushing(Command::push, pending, versions), pushing(Command::push_all, pending, versions),
                        applying(Command::reset, listing.files, {})};
  } else {
    findings.answers = {{.command = Command::push}, {.command = Command::push_all}, {.command = Command::reset}};
  }
  findings.answers.push_back({.command = Command::list, .verdict = Verdict::shows});
  return findings;
}

}  // namespace migrate::compat
