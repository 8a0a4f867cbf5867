#include "cli/confirm.hpp"

#include "cli/parser.hpp"
#include "cli/present.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::cli {

namespace {

bool is_asked(const Invocation& invocation, const Workspace& workspace, const workflow::Where& where) {
  const auto* target = where.target.empty() ? nullptr : find_target(workspace, where.target);
  return target != nullptr && target->is_protected && !invocation.arguments.has("yes");
}

/// Somebody looks at the question and can answer it. The terminals of pipelines have nobody before them.
bool is_attended(const Invocation& invocation) {
  const auto ci = value_of(invocation.surroundings.environment, "CI");
  return invocation.terminal.can_ask() && (ci.empty() || ci == "false" || ci == "0");
}

/// What was typed, with `--yes` behind it.
std::string with_yes(const Invocation& invocation) {
  std::vector<std::string> words{"migrate", std::string(invocation.command.name)};
  for (const auto flags : {invocation.command.flags, global_flags()}) {
    for (const auto& flag : flags) {
      const auto name = long_name(flag);
      for (const auto& [given, value] : invocation.arguments.flags) {
        if (given != name) continue;
        words.push_back("--" + name);
        if (!flag.value.empty()) words.push_back(value);
      }
    }
  }
  const auto& more = invocation.arguments.words;
  words.insert(words.end(), more.begin(), more.end());
  words.emplace_back("--yes");
  return endpoint::shown(words);
}

void fact(Terminal& terminal, const char* name, Styled text) {
  text.insert(text.begin(), {Role::plain, fmt::format("  {:<10} ", name)});
  terminal.err(text);
}

/// The target, where it is and what would run there: everything that tells a mistake from what was meant.
void show_question(Terminal& terminal, const workflow::Asked& asked) {
  constexpr std::size_t shown = 12;
  const auto& place = asked.place;
  terminal.gap();
  terminal.err({{Role::name, text::printable(place.target)}, {Role::plain, " is a protected target"}});
  fact(terminal, "database",
       {{Role::path, fmt::format("{} on {}", text::printable(place.database), text::printable(place.address))}});
  fact(terminal, "role", {{Role::plain, text::printable(place.role)}});
  fact(terminal, "pending", {{Role::name, text::count(asked.pending.size(), "migration")}});
  for (std::size_t i = 0; i < std::min(asked.pending.size(), shown); ++i)
    fact(terminal, "", {{Role::plain, text::printable(file_name(*asked.pending[i]->migration))}});
  if (asked.pending.size() > shown)
    fact(terminal, "", {{Role::quiet, fmt::format("and {} more", asked.pending.size() - shown)}});
  for (const auto& one : asked.said) {
    if (one.severity == Severity::warning) fact(terminal, "warning", {{Role::warning, one.message}});
  }
  terminal.gap();
}

}  // namespace

std::optional<Diagnostic> nobody_to_ask(const Invocation& invocation, const Workspace& workspace,
                                        const workflow::Where& where) {
  if (!is_asked(invocation, workspace, where) || is_attended(invocation)) return std::nullopt;
  const auto name = text::printable(where.target);
  auto place = find_target(workspace, where.target)->place;
  place.text = "changed only with the word of a person";
  return Diagnostic{.code = "M0640",
                    .message = fmt::format("`{}` is a protected target, and there is nobody to ask", name),
                    .labels = {std::move(place)},
                    .notes = {"on a terminal its name is asked for before anything is changed; nothing was dialled"},
                    .helps = {fmt::format("in a pipeline, say it beforehand: `{}`", with_yes(invocation))}};
}

workflow::Confirm confirm_for(const Invocation& invocation, const Workspace& workspace, const workflow::Where& where) {
  if (!is_asked(invocation, workspace, where)) return {};
  return [&invocation](const workflow::Asked& asked) {
    auto& terminal = invocation.terminal;
    show_question(terminal, asked);
    const auto answer = terminal.ask({{Role::plain, "Type "},
                                      {Role::name, text::printable(asked.place.target)},
                                      {Role::plain, " to go on, anything else to leave it: "}},
                                     invocation.surroundings.interruption);
    return answer == asked.place.target;
  };
}

}  // namespace migrate::cli
