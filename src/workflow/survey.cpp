#include <migrate/config.hpp>
#include <migrate/files.hpp>
#include <migrate/text.hpp>
#include <migrate/workflow.hpp>

namespace migrate::workflow {

namespace {

/// The nearest folder at or above `start` that a repository or a workspace begins in, else `start` itself.
std::string root_of(const std::string& start) {
  std::vector<std::string_view> marks{".git"};
  marks.insert(marks.end(), std::begin(config::file_names), std::end(config::file_names));
  const auto found = files::find_upwards(start, marks);
  return found ? found->root : start;
}

}  // namespace

Result<SurveyReport> survey(const std::string& start, bool exact) {
  SurveyReport report{.root = exact ? start : root_of(start), .findings = {}};
  if (files::kind_of(report.root) != files::Kind::folder) {
    return fail({.code = "M0008", .message = "there is no folder `" + text::printable(report.root) + "`"});
  }
  const auto tree = files::read_below(report.root, {""}, survey::wants);
  report.findings = survey::look(tree);
  for (auto skipped : tree.diagnostics) {
    skipped.severity = Severity::note;
    report.findings.diagnostics.push_back(std::move(skipped));
  }
  return report;
}

}  // namespace migrate::workflow
