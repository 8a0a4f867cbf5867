#pragma once

#include <migrate/cli.hpp>
#include <migrate/styled.hpp>

#include <vector>

namespace migrate::cli {

/// What `migrate` alone shows.
std::vector<Styled> overview(std::span<const Command* const> commands);

/// What `migrate <command> --help` shows.
std::vector<Styled> manual(const Command& command, const Surface& surface);

}  // namespace migrate::cli
