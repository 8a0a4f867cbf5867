#pragma once

#include <migrate/workflow.hpp>

#include <vector>

/// What `guard` does with connection strings, wherever they come from.
namespace migrate::workflow {

/// Each of them read and classified, and with `probe` dialled, all at the same time; then judged. A string that cannot
/// be read, and a server that cannot be reached, are refused with that reason.
std::vector<Looked> look_at(std::vector<endpoint::ConnectionString> strings, Probe probe, endpoint::Assume assume,
                            const Surroundings& surroundings, const Observer& observer);

}  // namespace migrate::workflow
