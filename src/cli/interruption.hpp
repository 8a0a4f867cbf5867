#pragma once

#include <migrate/interruption.hpp>

namespace migrate::cli {

/// SIGINT, SIGTERM and SIGHUP as an Interruption; a second one ends the process at once. There is one for the process,
/// from the first call on.
const Interruption& watch_signals();

/// Writing to a closed pipe becomes an error instead of the process' end.
void survive_closed_pipes();

}  // namespace migrate::cli
