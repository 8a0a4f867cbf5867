#include "cli/present.hpp"

#include "cli/duration.hpp"

#include <migrate/documents.hpp>
#include <migrate/file_tree.hpp>
#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::cli {

namespace {

const report::Format& format_of(const Invocation& invocation) {
  const auto name = invocation.arguments.get("format");
  return *report::find_format(name.empty() ? "text" : name);
}

bool is_wanted(const Diagnostic& diagnostic, const Terminal& terminal) {
  return diagnostic.severity == Severity::error || terminal.verbosity() != Verbosity::quiet;
}

/// What a frame shows of a migration holds no password.
Diagnostic masked(Diagnostic diagnostic) {
  for (auto& label : diagnostic.labels) {
    if (!label.source || !label.source->name.ends_with(".sql")) continue;
    auto source = *label.source;
    source.text = sql::mask_passwords(source.text);
    label.source = std::make_shared<const Source>(std::move(source));
  }
  return diagnostic;
}

void explain(Terminal& terminal, const Diagnostic& shown) {
  const auto diagnostic = masked(shown);
  terminal.gap();
  for (const auto& line : report::render(diagnostic, terminal.err_surface())) terminal.err(line);
  if (terminal.in_github_actions()) terminal.err({{Role::command, report::annotation(diagnostic)}});
}

void tell(Terminal& terminal, const std::vector<Styled>& story, bool after_diagnostics) {
  if (story.empty()) return;
  if (after_diagnostics) terminal.gap();
  for (const auto& line : story) line.empty() ? terminal.gap() : terminal.err(line);
}

/// Where no line is overwritten: after 5 s, then after twice as long each time, at least once a minute.
class Beats {
 public:
  bool due(std::chrono::seconds since) {
    if (since < last_) next_ = first;
    last_ = since;
    if (since < next_) return false;
    next_ = since + std::min(since, std::chrono::seconds(60));
    return true;
  }

 private:
  static constexpr std::chrono::seconds first{5};
  std::chrono::seconds last_{0};
  std::chrono::seconds next_ = first;
};

}  // namespace

Diagnostic usage_error(std::string message, std::vector<std::string> helps) {
  return {.code = "",
          .severity = Severity::error,
          .message = std::move(message),
          .labels = {},
          .notes = {},
          .helps = std::move(helps)};
}

void show(const Invocation& invocation, const report::Document& document) {
  auto& terminal = invocation.terminal;
  const auto& format = format_of(invocation);
  const bool quiet = terminal.verbosity() == Verbosity::quiet;
  const bool for_people = format.name == "text";
  if (!(quiet && for_people)) {
    for (const auto& line : format.print(document, terminal.out_surface())) terminal.out(line);
  }
  if (!format.diagnostics) {
    for (const auto& diagnostic : document.diagnostics) {
      if (is_wanted(diagnostic, terminal)) explain(terminal, diagnostic);
    }
  }
  if (for_people && !quiet) tell(terminal, document.story, !document.diagnostics.empty());
}

int give_up(const Invocation& invocation, std::vector<Diagnostic> diagnostics) {
  const auto code = exit_code(diagnostics);
  report::Document document{.command = std::string(invocation.command.name), .data = markup::map({})};
  document.diagnostics = std::move(diagnostics);
  show(invocation, document);
  return unless_interrupted(invocation, code);
}

int give_up(const Invocation& invocation, Diagnostic diagnostic) {
  return give_up(invocation, std::vector<Diagnostic>{std::move(diagnostic)});
}

std::string start_folder(const Invocation& invocation) {
  const auto given = invocation.arguments.get("workspace");
  if (given.starts_with('/')) return given;
  return invocation.surroundings.folder.empty() ? std::string() : join(invocation.surroundings.folder, given);
}

tl::expected<workflow::Opened, std::vector<Diagnostic>> open_workspace(const Invocation& invocation) {
  using Reasons = tl::unexpected<std::vector<Diagnostic>>;
  const auto start = start_folder(invocation);
  if (start.empty()) {
    return Reasons(
        {usage_error("the current folder does not exist any more", {"name the workspace: `--workspace DIR`"})});
  }
  auto opened = workflow::open_workspace(start, invocation.arguments.has("workspace"));
  if (!opened) return Reasons({std::move(opened.error())});
  if (!opened->not_read.empty() && invocation.terminal.verbosity() >= Verbosity::statements) {
    const auto text = opened->workspace.config + "; " + opened->not_read + " lies beside it and is not read";
    invocation.terminal.err(
        report::story_line({.role = Role::quiet, .verb = "Reading", .text = {{Role::plain, text}}}));
  }
  if (has_errors(opened->diagnostics)) return Reasons(std::move(opened->diagnostics));
  return std::move(*opened);
}

tl::expected<workflow::Opened, std::vector<Diagnostic>> open_folder(const Invocation& invocation) {
  auto opened = open_workspace(invocation);
  const bool none = !opened && opened.error().size() == 1 && opened.error().front().code == "M0008";
  if (!none || invocation.arguments.has("workspace")) return opened;
  workflow::Opened folder{.workspace = {}, .diagnostics = {}, .not_read = {}};
  folder.workspace.root = start_folder(invocation);
  return folder;
}

workflow::Observer observer_for(const Invocation& invocation) {
  auto& terminal = invocation.terminal;
  workflow::Observer observer;
  observer.secret = [&terminal](const Secret& secret) { terminal.redact(secret); };
  if (terminal.verbosity() == Verbosity::quiet) return observer;
  observer.step = [&terminal](const workflow::Step& step) {
    terminal.err(report::story_line(step, terminal.err_surface()));
  };
  observer.live = [&terminal](const workflow::Step& step) {
    terminal.live(report::story_line(step, terminal.err_surface()));
  };
  observer.beat = [&terminal, beats = Beats()](const workflow::Step& step, std::chrono::seconds since) mutable {
    const auto line = report::story_line(step, terminal.err_surface());
    if (terminal.overwrites()) return terminal.live(line);
    if (beats.due(since)) terminal.err(line);
  };
  if (terminal.verbosity() >= Verbosity::statements) {
    observer.statement = [&terminal](const std::string& statement) {
      terminal.err({{Role::quiet, "             " + text::printable(sql::mask_passwords(statement))}});
    };
  }
  return observer;
}

Result<std::chrono::milliseconds> wait_of(const Arguments& arguments) {
  if (!arguments.has("wait")) return std::chrono::seconds(60);
  const auto wait = parse_duration(arguments.get("wait"));
  if (wait) return *wait;
  return fail(usage_error(fmt::format("`--wait` takes a duration, not `{}`", arguments.get("wait")),
                          {"like these: `--wait 30s`, `--wait 5m`, `--wait 0`"}));
}

Result<workflow::Where> where_of(const Invocation& invocation) {
  const auto& arguments = invocation.arguments;
  const workflow::Where where{
      .url = arguments.get("url"),
      .target = arguments.get("target"),
      .scratch = arguments.has("scratch"),
      .keep = arguments.has("keep"),
      // A trial of `apply` begins with an empty database, unless it goes on with the kept one.
      .kept = invocation.command.name != "apply" || arguments.has("keep"),
      .assume = arguments.has("assume-session") ? endpoint::Assume::session : endpoint::Assume::nothing};
  invocation.terminal.redact_connection_string(where.url);
  const std::pair<std::string_view, bool> places[] = {
      {"--url", arguments.has("url")}, {"--target", arguments.has("target")}, {"--scratch", where.scratch}};
  std::vector<std::string_view> given;
  for (const auto& [flag, is_given] : places) {
    if (is_given) given.push_back(flag);
  }
  if (given.size() > 1) return fail(usage_error(fmt::format("`{}` and `{}` name two databases", given[0], given[1])));
  if (arguments.has("url") && where.url.empty()) return fail(usage_error("`--url` is empty"));
  if (where.keep && !where.scratch) return fail(usage_error("`--keep` keeps a scratch server: it needs `--scratch`"));
  return where;
}

Result<plan::Selection> selection_of(const Invocation& invocation) {
  const plan::Selection selection{.to = invocation.arguments.get("to"), .service = invocation.arguments.get("service")};
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits = std::all_of(selection.to.begin(), selection.to.end(), is_digit);
  if (!invocation.arguments.has("to") || (digits && selection.to.size() == 5)) return selection;
  std::vector<std::string> helps;
  if (digits && !selection.to.empty() && selection.to.size() < 5) {
    helps.push_back(fmt::format("with its zeros: `--to {:0>5}`", selection.to));
  }
  return fail(
      usage_error(fmt::format("`--to` takes a version of five digits, not `{}`", selection.to), std::move(helps)));
}

int unless_interrupted(const Invocation& invocation, int code) {
  const auto* interruption = invocation.surroundings.interruption;
  const int signal = interruption ? interruption->signal() : 0;
  return signal != 0 && code != done ? 128 + signal : code;
}

}  // namespace migrate::cli
