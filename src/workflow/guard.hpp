#pragma once

#include <migrate/workflow.hpp>

#include <string>
#include <vector>

/// What `guard` does with connection strings, wherever they come from.
namespace migrate::workflow {

/// Each of them read and classified, and with `probe` dialled, all at the same time; then judged. A string that cannot
/// be read, and a server that cannot be reached, are refused with that reason.
/// `root` is the folder of the local stack's config.
std::vector<Looked> look_at(std::vector<endpoint::ConnectionString> strings, const std::string& root, Probe probe,
                            endpoint::Assume assume, const Surroundings& surroundings, const Observer& observer);

}  // namespace migrate::workflow
