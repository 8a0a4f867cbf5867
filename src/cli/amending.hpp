#pragma once

#include "cli/present.hpp"

#include <migrate/history.hpp>

#include <array>

/// What `repair`, `baseline` and `reconcile` share on the command line.
namespace migrate::cli {

inline constexpr std::array place_flags = {
    Flag{.name = "--url",
         .value = "URL",
         .help = "the database; else --target, else $MIGRATE_DATABASE_URL, $DIRECT_URL, …"},
    Flag{.name = "--target", .value = "NAME", .help = "a target of migrate.yaml"},
    Flag{.name = "--assume-session",
         .help = "vouch that no transaction pooler listens there, where a probe cannot tell"},
    Flag{.name = "--scratch", .help = "the scratch server that `apply --scratch --keep` kept"},
    Flag{.name = "--wait", .value = "DURATION", .help = "for another migrate to finish: 60s where it is not given"},
};

/// The flags `--reason`, `--wait` and `--dry-run`.
Result<workflow::AmendOptions> amend_options_of(const Invocation& invocation);

/// Shows the report; its exit code.
int finish(const Invocation& invocation, const workflow::Opened& opened, const Result<workflow::AmendReport>& report);

}  // namespace migrate::cli
