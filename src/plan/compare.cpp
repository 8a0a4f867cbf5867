#include <migrate/plan.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

namespace migrate::plan {

namespace {

using Files = std::map<std::string_view, const Saved::File*>;
Files by_version(const Saved& saved) {
  Files files;
  for (const auto& file : saved.migrations) files.emplace(file.version, &file);
  return files;
}

std::string shown(const Saved::Database& database) {
  return fmt::format("`{}` on {}", text::printable(database.name), text::printable(database.address));
}

/// By its project, where both are known to belong to one: a project has several addresses.
bool is_other(const Saved::Database& a, const Saved::Database& b) {
  if (a.name != b.name) return true;
  return a.project.empty() || b.project.empty() ? a.address != b.address : a.project != b.project;
}

/// What became of a file of the plan that is not pending as it stands there; nothing where no harm was done.
std::string fate(const Saved::File& file, const Saved::File* pending, const Plan& plan) {
  const auto path = text::printable(file.path);
  if (pending != nullptr)
    return pending->checksum == file.checksum ? std::string() : fmt::format("{} was edited since", path);
  const auto entry = std::find_if(plan.entries.begin(), plan.entries.end(),
                                  [&](const Entry& one) { return one.version == file.version; });
  if (entry == plan.entries.end()) return fmt::format("{} is gone", path);
  if (entry->state == State::applied) return {};
  return entry->state == State::changed ? fmt::format("{} was applied since, but not as it stands here", path)
                                        : fmt::format("{} was applied since, and the file is gone", path);
}

std::vector<std::string> differences(const Saved& reviewed, const Saved& now, const Plan& plan) {
  const auto wanted = by_version(reviewed);
  const auto pending = by_version(now);
  const std::set<std::string_view> then(reviewed.history.begin(), reviewed.history.end());
  const std::set<std::string_view> today(now.history.begin(), now.history.end());
  std::vector<std::string> found;
  if (is_other(reviewed.database, now.database))
    found.push_back(fmt::format("it was made for {}, and this is {}", shown(reviewed.database), shown(now.database)));
  for (const auto& file : reviewed.migrations) {
    const auto same = pending.find(file.version);
    auto text = fate(file, same == pending.end() ? nullptr : same->second, plan);
    if (!text.empty()) found.push_back(std::move(text));
  }
  for (const auto& file : now.migrations) {
    if (!wanted.contains(file.version))
      found.push_back(fmt::format("{} is pending, and not in it", text::printable(file.path)));
  }
  for (const auto& version : now.history) {
    if (!then.contains(version) && !wanted.contains(version))
      found.push_back(fmt::format("{} was applied since, and is not in it", text::printable(version)));
  }
  for (const auto& version : reviewed.history) {
    if (!today.contains(version))
      found.push_back(fmt::format("{} is not in the history any more", text::printable(version)));
  }
  return found;
}

}  // namespace

std::optional<Diagnostic> compare(const Saved& reviewed, const Saved& now, const Plan& plan, std::string_view name) {
  constexpr std::size_t most = 12;
  auto notes = differences(reviewed, now, plan);
  if (notes.empty()) return std::nullopt;
  if (notes.size() > most) {
    const auto more = notes.size() - most;
    notes.resize(most);
    notes.push_back(fmt::format("and {} more", text::count(more, "difference")));
  }
  notes.emplace_back("nothing was changed");
  return Diagnostic{.code = "M0642",
                    .message = fmt::format("{} is not what would be applied", name),
                    .labels = {},
                    .notes = std::move(notes),
                    .helps = {}};
}

}  // namespace migrate::plan
