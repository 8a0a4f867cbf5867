#pragma once

#include <migrate/cli.hpp>

#include <optional>

/// A protected target is changed where a person at a terminal said so, or `--yes` did.
namespace migrate::cli {

inline constexpr Flag yes_flag{.name = "-y,--yes", .help = "do not ask before a protected target is changed"};

/// Why nothing may be changed there: the target is protected, `--yes` was not given, and nobody can be asked. Known
/// before anything is dialled, so that a pipeline fails on its first run and not on the first one with work to do.
std::optional<Diagnostic> nobody_to_ask(const Invocation& invocation, const Workspace& workspace,
                                        const workflow::Where& where);

/// Asks for the target's name; empty where nobody is to be asked.
workflow::Confirm confirm_for(const Invocation& invocation, const Workspace& workspace, const workflow::Where& where);

}  // namespace migrate::cli
