#include "cli/present.hpp"

#include <migrate/documents.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::cli {

namespace {

constexpr std::string_view modes[] = {"direct", "session", "transaction"};

constexpr Flag flags[] = {
    {.name = "--for", .value = "STACK", .help = "a driver or library: `migrate url` lists them"},
    {.name = "--mode", .value = "MODE", .help = "the kind of connection", .choices = modes},
    {.name = "--target", .value = "NAME", .help = "a target of migrate.yaml"},
};

constexpr std::string_view examples = R"(Examples
  migrate url                                    variables for .env, and the stacks
  migrate url --for sqlalchemy-asyncpg           from $DIRECT_URL, …, as `migrate status` finds it
  migrate url abcdefghijklmnopqrst --for django  from a project reference of Supabase
  migrate url "$DATABASE_URL" --for drizzle --mode transaction

Nothing is dialled and no password is printed. The host of Supabase's shared
pooler is never made up: it comes from a URL, or from supabase/.temp/pooler-url,
which `supabase link` writes.
)";

Diagnostic unknown_stack(const std::string& word) {
  std::vector<std::string_view> names;
  std::string list;
  for (const auto& stack : advice::stacks()) {
    names.push_back(stack.name);
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", stack.name);
  }
  const auto similar = text::similar(word, names);
  auto message = fmt::format("there is no stack `{}`", text::printable(word));
  if (!similar.empty()) message += fmt::format("; a similar one: `{}`", similar);
  return usage_error(std::move(message), {"the stacks are " + list});
}

Diagnostic no_url(const std::string& word) {
  return usage_error(fmt::format("`{}` is neither a URL nor a project reference", text::printable(word)),
                     {"a URL begins with `postgresql://`, a reference has 20 letters: `abcdefghijklmnopqrst`"});
}

bool may_be_given(const std::string& word) {
  const bool letters = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
  return word.find("://") != std::string::npos || word.find('=') != std::string::npos || (letters && word.size() == 20);
}

Result<workflow::UrlOptions> options_of(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  workflow::UrlOptions options;
  if (arguments.words.size() > 1) return fail(usage_error("`migrate url` takes one URL"));
  if (!arguments.words.empty()) {
    options.word = arguments.words.front();
    if (!may_be_given(options.word)) return fail(no_url(options.word));
    if (arguments.has("target")) return fail(usage_error("a URL and `--target` name two databases"));
  }
  const auto stack = arguments.get("for");
  if (arguments.has("for")) options.stack = advice::find_stack(stack);
  if (arguments.has("for") && options.stack == nullptr) return fail(unknown_stack(stack));
  const auto mode = arguments.get("mode");
  if (mode == "direct") options.mode = endpoint::Mode::direct;
  if (mode == "session") options.mode = endpoint::Mode::session;
  if (mode == "transaction") options.mode = endpoint::Mode::transaction;
  return options;
}

int run(const Invocation& invocation) {
  const auto options = options_of(invocation);
  if (!options) return give_up(invocation, options.error());
  // A config is needed for targets alone; without one the current folder may hold a .env file.
  auto opened = invocation.arguments.has("target") ? open_workspace(invocation) : open_folder(invocation);
  if (!opened) return give_up(invocation, std::move(opened.error()));

  // Settings hold no part of the password. Hiding it in them would hide each `postgres` where that is the password.
  std::vector<Secret> secrets;
  auto observer = observer_for(invocation);
  observer.secret = [&](const Secret& secret) { secrets.push_back(secret); };
  const workflow::Where where{.url = {}, .target = invocation.arguments.get("target")};
  const auto report = workflow::url(opened->workspace, where, *options, invocation.surroundings, observer);
  if (!report) {
    for (const auto& secret : secrets) invocation.terminal.redact(secret);
    invocation.terminal.redact_connection_string(options->word);
    return give_up(invocation, report.error());
  }
  show(invocation, report::document(*report, invocation.terminal.out_surface()));
  return done;
}

}  // namespace

extern const Command url_command;
const Command url_command{.name = "url",
                          .summary = "Print the connection settings of a driver, ready to paste",
                          .group = Group::start,
                          .rank = 2,
                          .words = "[URL]",
                          .flags = flags,
                          .manual = examples,
                          .run = run};

}  // namespace migrate::cli
