// The only file that knows CLI11.
#include "cli/parser.hpp"

#include <migrate/endpoint.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include <algorithm>

namespace migrate::cli {

namespace {

Diagnostic wrong(std::string message, std::vector<std::string> helps = {}) {
  return {.code = "",
          .severity = Severity::error,
          .message = std::move(message),
          .labels = {},
          .notes = {},
          .helps = std::move(helps)};
}

std::string dashed(const Flag& flag) {
  return "--" + long_name(flag);
}

Diagnostic needs_value(const Flag& flag) {
  return wrong(fmt::format("`{}` needs a value: `{} {}`", dashed(flag), dashed(flag), flag.value));
}

/// Values are text for CLI11, whatever they mean: its numbers take `00100` for octal.
void add_flags(CLI::App& app, std::span<const Flag> flags) {
  for (const auto& flag : flags) {
    if (flag.value.empty()) {
      app.add_flag(std::string(flag.name));
    } else {
      app.add_option(std::string(flag.name))->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->expected(1);
    }
  }
}

Result<void> read_flags(const CLI::App& app, std::span<const Flag> flags, Arguments& arguments) {
  for (const auto& flag : flags) {
    const auto* option = app.get_option(dashed(flag));
    if (option->count() == 0) continue;
    if (flag.value.empty()) {
      arguments.flags.emplace_back(long_name(flag), std::to_string(option->count()));
      continue;
    }
    const auto& values = option->results();
    if (values.size() > 1 && !flag.many)
      return fail(wrong(fmt::format("`{}` is given {} times", dashed(flag), values.size())));
    // CLI11 takes the next word for a value, also where it is a flag.
    if (std::any_of(values.begin(), values.end(), [](const std::string& value) { return value.starts_with("--"); }))
      return fail(needs_value(flag));
    if (!flag.choices.empty() &&
        std::find(flag.choices.begin(), flag.choices.end(), values.front()) == flag.choices.end()) {
      std::string choices;
      for (const auto choice : flag.choices) choices += fmt::format("{}`{}`", choices.empty() ? "" : ", ", choice);
      return fail(wrong(
          fmt::format("`{}` takes one of {}, not `{}`", dashed(flag), choices, endpoint::masked(values.front()))));
    }
    for (const auto& value : values) arguments.flags.emplace_back(long_name(flag), value);
  }
  return {};
}

std::string with_similar(std::string message, std::string_view similar) {
  return similar.empty() ? message : fmt::format("{}; a similar one: `{}`", message, similar);
}

Diagnostic unknown_flag(std::string_view word, const Command* command) {
  const auto name = std::string(word.substr(0, word.find('=')));
  std::vector<std::string> known{"--version"};
  for (const auto& flag : global_flags()) known.push_back(dashed(flag));
  if (command) {
    for (const auto& flag : command->flags) known.push_back(dashed(flag));
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  const auto message = command ? fmt::format("`migrate {}` has no flag `{}`", command->name, name)
                               : fmt::format("there is no flag `{}`", name);
  std::vector<std::string> helps;
  if (command && command->runs_others)
    helps.push_back(
        fmt::format("what is meant for another command stands behind `--`: `migrate {} -- COMMAND …`", command->name));
  helps.push_back(command ? fmt::format("`migrate {} --help` lists its flags", command->name)
                          : "`migrate` lists the commands");
  return wrong(with_similar(message, text::similar(name, views)), std::move(helps));
}

/// `help sync` is `sync --help`, and `help` alone is the overview.
std::vector<std::string> without_help(std::vector<std::string> words) {
  if (words.empty() || words.front() != "help") return words;
  words.erase(words.begin());
  words.emplace_back("--help");
  return words;
}

Diagnostic unknown_command(std::span<const Command* const> commands, std::string_view word) {
  std::vector<std::string_view> names;
  for (const auto* command : commands) names.push_back(command->name);
  const auto similar = text::similar(word, names);
  const auto message = with_similar(fmt::format("there is no command `{}`", endpoint::masked(word)), similar);
  return similar.empty() ? wrong(message, {"`migrate` lists the commands"}) : wrong(message);
}

Diagnostic unknown_word(const Request& request, std::span<const Command* const> commands, const std::string& word) {
  if (word.size() > 1 && word.starts_with('-')) return unknown_flag(word, request.command);
  if (!request.command) return unknown_command(commands, word);
  auto found =
      wrong(fmt::format("`migrate {}` takes no further word: `{}`", request.command->name, endpoint::masked(word)));
  if (word == "help") found.helps.push_back(fmt::format("`migrate {} --help` tells about it", request.command->name));
  return found;
}

/// CLI11 says "--to: 1 required TEXT missing"; the flag's own value name says more.
Diagnostic translated(const CLI::ParseError& error, const Command* command) {
  const std::string_view what = error.what();
  const auto name = what.substr(0, what.find_first_of(":, "));
  const auto find = [&](std::span<const Flag> flags) -> const Flag* {
    const auto it = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) { return name == dashed(flag); });
    return it == flags.end() ? nullptr : &*it;
  };
  const auto* flag = find(global_flags());
  if (!flag && command) flag = find(command->flags);
  if (flag && flag->value.empty()) return wrong(fmt::format("`{}` takes no value", name));
  if (flag) return needs_value(*flag);
  return wrong(std::string(what));
}

const Command* chosen(const CLI::App& app, std::span<const Command* const> commands) {
  const auto it = std::find_if(commands.begin(), commands.end(),
                               [&](const Command* command) { return app.got_subcommand(std::string(command->name)); });
  return it == commands.end() ? nullptr : *it;
}

constexpr std::string_view words_option = "words";

void describe(CLI::App& app, std::span<const Command* const> commands) {
  app.set_help_flag();
  app.add_flag("-V,--version");
  app.allow_extras();
  app.require_subcommand(0, 1);
  add_flags(app, global_flags());
  for (const auto* command : commands) {
    auto* sub = app.add_subcommand(std::string(command->name));
    sub->set_help_flag();
    sub->fallthrough();
    sub->allow_extras();
    add_flags(*sub, command->flags);
    if (!command->words.empty())
      sub->add_option(std::string(words_option))
          ->expected(1, CLI::detail::expected_max_vector_size)
          ->allow_extra_args()
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

}  // namespace

std::string long_name(const Flag& flag) {
  const auto dashes = flag.name.rfind("--");
  return std::string(flag.name.substr(dashes == std::string_view::npos ? 0 : dashes + 2));
}

bool Arguments::has(std::string_view flag) const {
  return std::any_of(flags.begin(), flags.end(), [&](const auto& pair) { return pair.first == flag; });
}

std::string Arguments::get(std::string_view flag) const {
  const auto it = std::find_if(flags.begin(), flags.end(), [&](const auto& pair) { return pair.first == flag; });
  return it == flags.end() ? std::string() : it->second;
}

std::vector<std::string> Arguments::list(std::string_view flag) const {
  std::vector<std::string> all;
  for (const auto& [name, value] : flags) {
    if (name != flag) continue;
    for (std::size_t at = 0; at <= value.size();) {
      const auto end = std::min(value.find(',', at), value.size());
      if (end > at) all.push_back(value.substr(at, end - at));
      at = end + 1;
    }
  }
  return all;
}

namespace {

Result<Request> parse_own(std::span<const Command* const> commands, const std::vector<std::string>& words) {
  CLI::App app;
  describe(app, commands);
  Request request;
  try {
    // CLI11 takes the words from the back.
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    return fail(translated(error, chosen(app, commands)));
  }
  request.command = chosen(app, commands);
  request.version = app.count("--version") > 0;
  const auto extras = app.remaining(true);
  if (!extras.empty()) return fail(unknown_word(request, commands, extras.front()));
  if (const auto read = read_flags(app, global_flags(), request.arguments); !read) return fail(read);
  if (!request.command) return request;

  const auto* sub = app.get_subcommand(std::string(request.command->name));
  if (const auto read = read_flags(*sub, request.command->flags, request.arguments); !read) return fail(read);
  if (!request.command->words.empty()) request.arguments.words = sub->get_option(std::string(words_option))->results();
  return request;
}

}  // namespace

Result<Request> parse(std::span<const Command* const> commands, const std::vector<std::string>& given) {
  const auto words = without_help(given);
  const auto dashes = std::find(words.begin(), words.end(), "--");
  auto request = parse_own(commands, {words.begin(), dashes});
  if (dashes == words.end() || !request) return request;
  if (!request->command || !request->command->runs_others) return parse_own(commands, words);
  request->arguments.behind.emplace(dashes + 1, words.end());
  return request;
}

}  // namespace migrate::cli
