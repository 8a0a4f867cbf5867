#include "cli/present.hpp"

#include <migrate/documents.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::cli {

namespace {

constexpr Flag flags[] = {
    {.name = "--service", .value = "NAME", .help = "whose lane it belongs to; not needed where one writes plain SQL"},
};

constexpr std::string_view examples = R"(Examples
  migrate new add_audit_log
  migrate new --service shared "revoke public access"
)";

bool has_letter_or_digit(const std::string& name) {
  return std::any_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

int run(const Invocation& invocation) {
  const auto& words = invocation.arguments.words;
  if (words.empty()) {
    return give_up(invocation,
                   usage_error("`migrate new` needs a name", {"say what it is about: `migrate new add_audit_log`"}));
  }
  std::string name;
  for (const auto& word : words) name += (name.empty() ? "" : " ") + word;
  if (!has_letter_or_digit(name)) {
    return give_up(invocation,
                   usage_error(name.empty() ? std::string("the name is empty")
                                            : fmt::format("`{}` gives a file no name", text::printable(name)),
                               {"a name has letters a-z or digits: `migrate new add_audit_log`"}));
  }

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
