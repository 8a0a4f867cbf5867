#include "cli/present.hpp"

#include <migrate/diagnostic.hpp>
#include <migrate/documents.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::cli {

namespace {

constexpr std::string_view examples = R"(Examples
  migrate explain                   every code with its title
  migrate explain M0101
)";

Diagnostic unknown(const std::string& word) {
  std::vector<std::string_view> known;
  for (const auto& code : diagnostic::codes()) known.push_back(code.code);
  const auto similar = text::similar(word, known);
  auto message = fmt::format("there is no code `{}`", word);
  if (!similar.empty()) message += fmt::format("; a similar one: `{}`", similar);
  return usage_error(std::move(message), {"`migrate explain` lists the codes"});
}

int run(const Invocation& invocation) {
  const auto& words = invocation.arguments.words;
  if (words.size() > 1) return give_up(invocation, usage_error("`migrate explain` takes one code"));
  const auto& surface = invocation.terminal.out_surface();
  if (words.empty()) {
    show(invocation, report::document(diagnostic::codes()));
    return done;
  }
  const auto* code = diagnostic::find_code(words.front());
  if (!code) return give_up(invocation, unknown(words.front()));
  show(invocation, report::document(*code, surface));
  return done;
}

}  // namespace

extern const Command explain_command;
const Command explain_command{.name = "explain",
                              .summary = "Explain an error code",
                              .group = Group::trouble,
                              .rank = 1,
                              .words = "[CODE]",
                              .flags = {},
                              .manual = examples,
                              .run = run};

}  // namespace migrate::cli
