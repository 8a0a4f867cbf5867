#pragma once

#include "cli/terminal.hpp"

#include <migrate/cli.hpp>
#include <migrate/report.hpp>

#include <string>
#include <vector>

/// What the commands share: how they come to a workspace, and how they say what they found.
namespace migrate::cli {

/// A mistake in the words of the command line: no code, exit code 2.
Diagnostic usage_error(std::string message, std::vector<std::string> helps = {});

/// stdout gets the document in the chosen format; stderr its diagnostics, where the format does not print them, and its
/// story.
void show(const Invocation& invocation, const report::Document& document);

/// Shows the reasons why there is nothing else to show; their exit code.
int give_up(const Invocation& invocation, std::vector<Diagnostic> diagnostics);
int give_up(const Invocation& invocation, Diagnostic diagnostic);

/// The workspace of `--workspace` or of the current folder; every fault of its config where there is one.
tl::expected<workflow::Opened, std::vector<Diagnostic>> open_workspace(const Invocation& invocation);

/// The same for what needs no config: where there is none, the folder alone is the workspace.
tl::expected<workflow::Opened, std::vector<Diagnostic>> open_folder(const Invocation& invocation);

/// Where `--workspace` points, else the current folder; empty where that does not exist any more.
std::string start_folder(const Invocation& invocation);

/// Steps and statements go to stderr as they happen.
workflow::Observer observer_for(const Invocation& invocation);

/// The flags `--url`, `--target`, `--scratch` and `--keep`; an error where they contradict each other.
Result<workflow::Where> where_of(const Invocation& invocation);
/// The flag `--wait`; a minute where it is not given.
Result<std::chrono::milliseconds> wait_of(const Arguments& arguments);
/// The flags `--to` and `--service`.
Result<plan::Selection> selection_of(const Invocation& invocation);

/// `code`, or 128 + n where signal n asked the program to stop.
int unless_interrupted(const Invocation& invocation, int code);

}  // namespace migrate::cli
