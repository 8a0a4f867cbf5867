#pragma once

#include <migrate/workflow.hpp>

#include <string>

namespace migrate::workflow {

/// What a CI system says is checked out, else what .git at or above `root` says, by reading its files; hexadecimal, or
/// "".
std::string git_commit(const std::string& root, const Surroundings& surroundings);

}  // namespace migrate::workflow
