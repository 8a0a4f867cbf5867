#include "plan/preflight.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::plan {

namespace {

Diagnostic without_file(const Entry& entry) {
  return {
      .code = "M0660",
      .severity = Severity::warning,
      .message = fmt::format("{} is half done in the database, and has no file here", text::printable(entry.version)),
      .labels = {},
      .notes = {fmt::format("{} of it ran outside a transaction and {} kept; begun {} by {}",
                            text::count(entry.half_done->statements, "statement"),
                            entry.half_done->statements == 1 ? "is" : "are", entry.half_done->since,
                            text::printable(entry.half_done->by))},
      .helps = {"bring this checkout up to date: `git pull`",
                fmt::format("or forget that it was begun: `migrate repair {} --reverted --reason …`",
                            text::printable(entry.version))}};
}

Diagnostic with_file(const Entry& entry) {
  const auto done = entry.half_done->statements;
  Diagnostic note{.code = "M0661",
                  .severity = Severity::note,
                  .message = fmt::format("{} is {}", entry.version, progress(entry)),
                  .labels = {},
                  .notes = {fmt::format("it runs outside a transaction; begun {} by {}", entry.half_done->since,
                                        text::printable(entry.half_done->by))},
                  .helps = {}};
  note.helps.push_back(done < entry.statements.size() ? fmt::format("`migrate apply` goes on at statement {}", done + 1)
                                                      : std::string("`migrate apply` compares and records it"));
  note.helps.push_back(
      fmt::format("or settle it by hand: `migrate repair {0} --applied --reason …`, or `--reverted` to "
                  "begin again at statement 1",
                  entry.version));
  return note;
}

}  // namespace

std::string progress(const Entry& entry) {
  if (!entry.half_done) return {};
  const auto done = entry.half_done->statements;
  if (!entry.migration) return fmt::format("half done: {}", text::count(done, "statement"));
  const auto of = entry.statements.size();
  return fmt::format("{}: {} of {}",
                     done == 0   ? "begun"
                     : done < of ? "half done"
                                 : "done, not recorded",
                     done, text::count(of, "statement"));
}

std::vector<Diagnostic> describe_half_done(const Plan& plan) {
  std::vector<Diagnostic> found;
  for (const auto& entry : plan.entries) {
    if (entry.half_done) found.push_back(entry.migration ? with_file(entry) : without_file(entry));
  }
  return found;
}

}  // namespace migrate::plan
