#include <fmt/core.h>
#include <migrate/config.hpp>
#include <migrate/files.hpp>
#include <migrate/text.hpp>
#include <migrate/workflow.hpp>

namespace migrate::workflow {

Result<InitReport> init(const std::string& folder) {
  if (const auto found = files::find_in(folder, config::file_names)) {
    return fail({.code = "M0356",
                 .message = fmt::format("`{}` is there already", text::printable(join(found->root, found->name))),
                 .notes = {"nothing was written"},
                 .helps = {"edit it, or move it away and run `migrate init` again"}});
  }
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
