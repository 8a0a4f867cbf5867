#include <fmt/core.h>
#include <migrate/config.hpp>
#include <migrate/files.hpp>
#include <migrate/text.hpp>
#include <migrate/workflow.hpp>

namespace migrate::workflow {

namespace {

Diagnostic there_already(const files::Found& found) {
  const auto path = text::printable(join(found.root, found.name));
  Diagnostic refused{.code = "M0009",
                     .message = fmt::format("`{}` is there already", path),
                     .notes = {"`migrate init` overwrites nothing, and nothing was written"}};
  if (found.name == config::file_names[0]) {
    refused.helps = {"add services to it by hand",
                     fmt::format("or begin anew: `mv {0} {0}.before && migrate init`", path)};
  } else {
    refused.helps = {"it is read as it is: `migrate sync` collects by it"};
  }
  return refused;
}

}  // namespace

Result<InitReport> init(const std::string& folder) {
  if (const auto found = files::find_in(folder, config::file_names)) return fail(there_already(*found));
  auto proposal = config::propose(files::list(folder));
  InitReport report{.path = std::string(config::file_names[0]),
                    .services = std::move(proposal.services),
                    .diagnostics = std::move(proposal.diagnostics)};
  if (has_errors(report.diagnostics)) return report;
  const auto written =
      files::write(folder, {{.path = report.path, .text = std::move(proposal.yaml)}}, files::Overwrite::no);
  if (!written) return fail(written);
  return report;
}

}  // namespace migrate::workflow
