#include <migrate/compat_report.hpp>

#include "workflow/collected.hpp"
#include "workflow/connect.hpp"

#include <migrate/files.hpp>
#include <migrate/markup.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using compat::Answer;
using compat::Command;
using compat::Verdict;

bool is_enabled(const markup::Node* table) {
  const auto* enabled = table == nullptr ? nullptr : table->find("enabled");
  return enabled == nullptr || enabled->text != "false";
}

/// `[db.seed] sql_paths`, relative to supabase/; files that are not there are left out, patterns stay as they are
/// written.
std::vector<std::string> seeds_of(const std::string& root, const markup::Node* seed) {
  if (!is_enabled(seed)) return {};
  std::vector<std::string> written{"./seed.sql"};
  if (const auto* paths = seed == nullptr ? nullptr : seed->find("sql_paths")) {
    written.clear();
    for (const auto& path : paths->items) written.push_back(path.text);
  }
  std::vector<std::string> seeds;
  for (const auto& path : written) {
    const auto below = join("supabase", path.starts_with("./") ? std::string_view(path).substr(2) : path);
    if (path.find_first_of("*?[") != std::string::npos || files::read(root, below)) seeds.push_back(below);
  }
  return seeds;
}

compat::Folder read_folder(const Workspace& workspace, FileTree& tree) {
  tree = files::read_below(workspace.root, {workspace.migrations},
                           [&](std::string_view path) { return folder_of(path) == workspace.migrations; });
  const auto config = files::read(workspace.root, "supabase/config.toml");
  const auto parsed = config ? markup::parse_toml(*config) : markup::Parsed{};
  const auto* db = parsed.root.find("db");
  return {.files = tree.files,
          .migrations = is_enabled(db == nullptr ? nullptr : db->find("migrations")),
          .seeds = seeds_of(workspace.root, db == nullptr ? nullptr : db->find("seed"))};
}

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

/// The same reason is given once, for the first command that meets it.
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

}  // namespace

Result<CompatReport> compat(const Workspace& workspace, const Where& where, Ask ask, const Surroundings& surroundings,
                            Observer& observer) {
  CompatReport report;
  std::vector<std::string> versions;
  if (ask == Ask::database) {
    auto connected = connect(workspace, where, endpoint::Evidence::Depth::cheap, surroundings, observer);
    if (!connected && connected.error().code != "M0107") return fail(connected);
    if (connected) {
      const auto history = pg::read_history(connected->connection);
      if (!history) return fail(history);
      for (const auto& row : history->rows) versions.push_back(row.version);
      report.place = connected->place;
      report.diagnostics = connected->diagnostics;
    }
  }
  FileTree tree;
  report.findings = compat::examine(read_folder(workspace, tree), versions);
  append(report.diagnostics, std::move(tree.diagnostics));
  append(report.diagnostics, diagnostics_of(workspace, report.findings));
  return report;
}

}  // namespace migrate::workflow
