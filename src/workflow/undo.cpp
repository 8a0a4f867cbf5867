#include "pg/amend.hpp"
#include "workflow/amending.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::workflow {

namespace {

Diagnostic nothing_to_undo() {
  return {.code = "M0665",
          .message = "there is no change of the history to undo",
          .labels = {},
          .notes = {"`repair`, `baseline` and `reconcile` are undone, the last one first; `apply` is not"},
          .helps = {}};
}

std::string described(const pg::Amended& amended) {
  return fmt::format("`migrate {}` by {}, {}: {}", text::printable(amended.cause.verb), text::printable(amended.author),
                     amended.made, text::printable(amended.cause.reason));
}

Diagnostic too_late(const pg::Amended& amended) {
  Diagnostic found{.code = "M0666",
                   .message = "the last change of the history cannot be undone: the history went on",
                   .labels = {},
                   .notes = {described(amended)},
                   .helps = {"settle each with `migrate repair VERSION --applied` or `--reverted`"}};
  for (const auto& row : amended.rows) {
    if (!row.obstacle.empty())
      found.notes.push_back(fmt::format("{}: {}", text::printable(row.version), text::printable(row.obstacle)));
  }
  return found;
}

amend::Change taken_back(const pg::Amended::Row& row) {
  amend::Change change{.version = row.before.empty() ? row.version : row.before,
                       .from = row.after,
                       .row = std::nullopt,
                       .file = text::printable(row.version),
                       .what = {}};
  if (!row.before.empty()) change.row = amend::Row{};
  if (row.before.empty() && row.after.empty())
    change.what = "half done again, as it was";
  else if (row.before.empty())
    change.what = row.journal ? "not applied again, and half done as it was" : "not applied again";
  else if (row.before != row.version)
    change.what = fmt::format("{} again", text::printable(row.before));
  else
    change.what = row.after.empty() ? "applied again, with the row that it had" : "with the row that it had";
  return change;
}

}  // namespace

Result<AmendReport> undo_repair(const Workspace& workspace, const Where& where, const AmendOptions& options,
                                const Surroundings& surroundings, Observer& observer) {
  return under_lock(workspace, where, options, surroundings, observer,
                    [&](Connected& connected, AmendReport& report) -> Result<void> {
                      report.verb = "repair";
                      const auto last = pg::last_amended(connected.connection);
                      if (!last) return fail(last);
                      if (!*last) return fail(nothing_to_undo());
                      const auto& amended = **last;
                      for (const auto& row : amended.rows) {
                        if (!row.obstacle.empty()) return fail(too_late(amended));
                        report.changes.push_back(taken_back(row));
                      }
                      report.undoes = described(amended);
                      if (options.dry_run) return {};
                      if (const auto undone = pg::undo(connected.connection, amended); !undone) return fail(undone);
                      report.written = true;
                      tell(report.changes, "Restored", observer);
                      return {};
                    });
}

}  // namespace migrate::workflow
