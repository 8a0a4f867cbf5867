#include "cli/help.hpp"

#include "cli/parser.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::cli {

namespace {

struct Heading {
  Group group;
  std::string_view text;
};
constexpr Heading headings[] = {
    {Group::start, "To begin with"},
    {Group::every_day, "Every day"},
    {Group::pipeline, "In a pipeline"},
    {Group::trouble, "When something is wrong"},
};

std::vector<const Command*> members(std::span<const Command* const> commands, Group group) {
  std::vector<const Command*> some;
  std::copy_if(commands.begin(), commands.end(), std::back_inserter(some),
               [&](const Command* c) { return c->group == group; });
  std::stable_sort(some.begin(), some.end(), [](const Command* a, const Command* b) { return a->rank < b->rank; });
  return some;
}

/// "-v, --verbose", "    --to NNNNN"
std::string shown(const Flag& flag) {
  const auto comma = flag.name.find(',');
  const auto name = comma == std::string_view::npos
                        ? fmt::format("    {}", flag.name)
                        : fmt::format("{}, {}", flag.name.substr(0, comma), flag.name.substr(comma + 1));
  return flag.value.empty() ? name : fmt::format("{} {}", name, flag.value);
}

std::string explained(const Flag& flag) {
  std::string choices;
  for (const auto choice : flag.choices) choices += fmt::format("{}{}", choices.empty() ? ": " : ", ", choice);
  return std::string(flag.help) + choices;
}

void add_flags(std::vector<Styled>& lines, std::string_view heading, std::span<const Flag> flags) {
  if (flags.empty()) return;
  std::size_t widest = 0;
  for (const auto& flag : flags) widest = std::max(widest, shown(flag).size());
  lines.push_back({});
  lines.push_back({{Role::name, std::string(heading)}});
  for (const auto& flag : flags) {
    const auto name = shown(flag);
    lines.push_back({{Role::plain, "  "},
                     {Role::hint, name},
                     {Role::plain, std::string(widest - name.size() + 3, ' ') + explained(flag)}});
  }
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

}  // namespace

std::vector<Styled> overview(std::span<const Command* const> commands) {
  std::vector<Styled> lines{
      {{Role::plain, "Collects, numbers and applies the migrations of every service on one Postgres database"}}};
  for (const auto& [group, heading] : headings) {
    const auto some = members(commands, group);
    if (some.empty()) continue;
    lines.push_back({});
    lines.push_back({{Role::name, std::string(heading)}});
    for (const auto* command : some) {
      lines.push_back({{Role::plain, "  "},
                       {Role::hint, std::string(command->name)},
                       {Role::plain, std::string(10 - std::min<std::size_t>(9, command->name.size()), ' ') +
                                         std::string(command->summary)}});
    }
  }
  lines.push_back({});
  lines.push_back({{Role::hint, "`migrate <command> --help`"}, {Role::plain, " tells more."}});
  return lines;
}

std::vector<Styled> manual(const Command& command, const Surface&) {
  std::vector<Styled> lines{{{Role::plain, std::string(command.summary)}}, {}};
  const auto words = command.words.empty() ? std::string() : fmt::format(" {}", command.words);
  lines.push_back({{Role::name, "Usage"}, {Role::plain, fmt::format("  migrate {}{} [flags]", command.name, words)}});
  if (command.runs_others)
    lines.push_back({{Role::plain, fmt::format("       migrate {} [flags] -- COMMAND [ARG…]", command.name)}});
  add_flags(lines, "Flags", command.flags);
  add_flags(lines, "Everywhere", global_flags());
  if (!command.manual.empty()) lines.push_back({});
  for (const auto line : lines_of(command.manual)) {
    const bool heading = !line.empty() && line.front() != ' ' && line.back() != '.' && line.size() < 30;
    lines.push_back({{heading ? Role::name : Role::plain, std::string(line)}});
  }
  return lines;
}

}  // namespace migrate::cli
