#include "workflow/compat_diagnostics.hpp"

#include "workflow/collected.hpp"
#include "workflow/planning.hpp"

#include <migrate/collect.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using compat::Answer;
using compat::Verdict;

std::string list_of(const std::vector<std::string>& all, std::string_view separator) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : std::string(separator)) + text::printable(one);
  return text;
}

Diagnostic refusal(const Answer& answer) {
  if (!answer.versions.empty()) {
    return {.code = "M0520",
            .severity = Severity::warning,
            .message = fmt::format("`{}` refuses: {} applied and {} no file here", compat::words_of(answer.command),
                                   list_of(answer.versions, ", ") + (answer.versions.size() == 1 ? " is" : " are"),
                                   answer.versions.size() == 1 ? "has" : "have"),
            .notes = {"it says: " + answer.said},
            .helps = {
                "bring this checkout up to date: `git pull`",
                fmt::format("or, where they were taken back by hand: `supabase migration repair --status reverted {}`",
                            list_of(answer.versions, " "))}};
  }
  return {.code = "M0521",
          .severity = Severity::warning,
          .message = fmt::format("`{}` refuses: {} before a version that is applied", compat::words_of(answer.command),
                                 list_of(answer.files, ", ") + (answer.files.size() == 1 ? " comes" : " come")),
          .notes = {"it says: " + answer.said},
          .helps = {"`migrate apply` takes both orders; the Supabase CLI does with `--include-all`"}};
}

Diagnostic breakage(const Answer& answer) {
  const auto& trouble = *answer.trouble;
  const bool loses = answer.verdict == Verdict::loses;
  Diagnostic found{
      .code = loses ? "M0523" : "M0522",
      .severity = Severity::warning,
      .message =
          loses ? fmt::format("`{}` loses what it ran, and says that it succeeded", compat::words_of(answer.command))
                : fmt::format("`{}` fails in {}", compat::words_of(answer.command), text::printable(trouble.file)),
      .labels = {{.source = trouble.source, .span = trouble.span, .text = trouble.what}}};
  if (!trouble.sqlstate.empty()) {
    found.notes.push_back(
        fmt::format("it says: SQLSTATE {}, at statement {}, counted from 0", trouble.sqlstate, trouble.statement));
  }
  if (!loses) {
    found.notes.push_back(
        trouble.partly
            ? "what stands in front of it in the file is kept, without a row in the history: the next push fails on it"
            : "nothing of the file is kept");
  }
  if (trouble.sqlstate == "23505") found.helps.push_back("give one of the two files a number of its own");
  return found;
}

}  // namespace

std::vector<Diagnostic> diagnostics_of(const Workspace& workspace, const compat::Findings& findings) {
  std::vector<Diagnostic> all;
  std::vector<std::string> said;
  for (const auto& answer : findings.answers) {
    const bool refuses = answer.verdict == Verdict::refuses;
    if (!refuses && !answer.trouble) continue;
    const auto reason = refuses ? answer.said : answer.trouble->file + answer.trouble->what;
    if (std::find(said.begin(), said.end(), reason) != said.end()) continue;
    said.push_back(reason);
    all.push_back(refuses ? refusal(answer) : breakage(answer));
  }
  for (const auto& skipped : findings.skipped) {
    if (!is_collected(workspace, join(workspace.migrations, skipped.file))) continue;
    all.push_back({.code = "M0524",
                   .severity = Severity::warning,
                   .message = fmt::format("the Supabase CLI skips {}", text::printable(skipped.file)),
                   .notes = {"it says: " + skipped.why}});
  }
  return all;
}

std::optional<Diagnostic> forgotten_ledgers(const Workspace& workspace, const FileTree& tree, const Answer& push) {
  Ledgers ledgers(workspace);
  std::vector<std::string> services;
  for (const auto& migration : collect::read_folder(tree, workspace).migrations) {
    const bool runs = std::find(push.files.begin(), push.files.end(), file_name(migration)) != push.files.end();
    if (!runs || std::find(services.begin(), services.end(), migration.service) != services.end()) continue;
    if (!ledgers.of(migration).empty()) services.push_back(migration.service);
  }
  if (services.empty() || push.verdict == Verdict::refuses) return std::nullopt;
  return Diagnostic{
      .code = "M0525",
      .severity = Severity::note,
      .message = fmt::format("the Supabase CLI leaves the bookkeeping of {} as it is", list_of(services, "`, `")),
      .notes = {"a service that migrates when it starts would run the same files again"},
      .helps = {"`migrate apply` keeps both; after a push, `migrate ledger --repair` mends it"}};
}

}  // namespace migrate::workflow
