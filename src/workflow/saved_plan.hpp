#pragma once

#include <migrate/workflow.hpp>

#include <optional>
#include <string>

namespace migrate::workflow {

/// What would be applied at this moment, as it can be kept or compared.
plan::Saved saved(const plan::Plan& plan, const plan::Selection& selection, const Place& place);

/// `path` as the user gave it: from the current folder.
Result<void> write_plan(const std::string& path, const plan::Saved& saved, const Surroundings& surroundings);

/// What was reviewed: it may run, and nothing else. Without a plan everything may.
struct Review {
  std::optional<plan::Saved> plan = {};
  std::string name = {};     ///< "the plan in plan.json"
  std::string way_out = {};  ///< what helps where it does not fit any more
};
/// Nothing to compare with, without a file.
Result<Review> read_review(const std::string& path, const Surroundings& surroundings);
/// What a person has just agreed to.
Review confirmed(plan::Saved saved);
/// Why this plan may not run: edited, added, gone, another database, a history that moved on.
std::optional<Diagnostic> unlike(const Review& review, const plan::Plan& plan, const Place& place);

}  // namespace migrate::workflow
