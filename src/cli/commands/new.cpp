#include "cli/present.hpp"

#include <migrate/documents.hpp>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--service", .value = "NAME", .help = "whose lane it belongs to; not needed where one writes plain SQL"},
};

constexpr std::string_view examples = R"(Examples
  migrate new add_audit_log
  migrate new --service shared "revoke public access"
)";

int run(const Invocation& invocation) {
  const auto& words = invocation.arguments.words;
  if (words.empty()) {
    return give_up(invocation,
                   usage_error("`migrate new` needs a name", {"say what it is about: `migrate new add_audit_log`"}));
  }
  std::string name;
  for (const auto& word : words) name += (name.empty() ? "" : " ") + word;

  auto opened = open_workspace(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));
  const auto report = workflow::create(opened->workspace, invocation.arguments.get("service"), name);
  if (!report) return give_up(invocation, report.error());

  auto document = report::document(*report, invocation.terminal.out_surface());
  document.diagnostics = std::move(opened->diagnostics);
  show(invocation, document);
  return exit_code(document.diagnostics);
}

}  // namespace

extern const Command new_command;
const Command new_command{.name = "new",
                          .summary = "Make the next migration of a lane, to be written by hand",
                          .group = Group::every_day,
                          .rank = 5,
                          .words = "NAME",
                          .flags = flags,
                          .manual = examples,
                          .run = run};

}  // namespace migrate::cli
