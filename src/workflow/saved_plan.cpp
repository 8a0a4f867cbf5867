#include "workflow/saved_plan.hpp"

#include <migrate/file_tree.hpp>
#include <migrate/files.hpp>
#include <migrate/text.hpp>

#include <fmt/chrono.h>
#include <fmt/core.h>

namespace migrate::workflow {

namespace {

/// The folder is the user's word; what lies in it is opened by the rules of every other file: no link, regular files.
struct File {
  std::string folder;
  std::string name;
};
File located(const std::string& path, const Surroundings& surroundings) {
  const auto whole = path.starts_with('/') ? path : join(surroundings.folder, path);
  const auto folder = std::string(folder_of(whole));
  return {.folder = folder.empty() ? "/" : folder, .name = std::string(name_of(whole))};
}

}  // namespace

plan::Saved saved(const plan::Plan& plan, const plan::Selection& selection, const Place& place) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return plan::save(
      plan, selection,
      {.target = place.target, .address = place.address, .project = place.project, .name = place.database},
      fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", now));
}

Result<void> write_plan(const std::string& path, const plan::Saved& saved, const Surroundings& surroundings) {
  const auto file = located(path, surroundings);
  return files::write(file.folder, {{.path = file.name, .text = plan::print(saved)}}, files::Overwrite::yes);
}

Result<Review> read_review(const std::string& path, const Surroundings& surroundings) {
  if (path.empty()) return Review{};
  const auto file = located(path, surroundings);
  const auto source = files::read(file.folder, file.name);
  if (!source) return fail(source);
  auto saved = plan::read_saved(*source);
  if (!saved) return fail(saved);
  const auto target = saved->database.target.empty() ? "" : " --target " + text::printable(saved->database.target);
  const auto shown = text::printable(path);
  return Review{
      .plan = std::move(*saved),
      .name = fmt::format("the plan in `{}`", shown),
      .way_out = fmt::format("make it again, and have it reviewed: `migrate plan{} --out {}`", target, shown)};
}

Review confirmed(plan::Saved saved) {
  return {.plan = std::move(saved),
          .name = "what was confirmed",
          .way_out = "run `migrate apply` again, and look at what it asks"};
}

std::optional<Diagnostic> unlike(const Review& review, const plan::Plan& plan, const Place& place) {
  if (!review.plan) return std::nullopt;
  auto found = plan::compare(*review.plan, saved(plan, review.plan->selection, place), plan, review.name);
  if (found) found->helps.push_back(review.way_out);
  return found;
}

}  // namespace migrate::workflow
