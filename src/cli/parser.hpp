#pragma once

#include <migrate/cli.hpp>

#include <span>
#include <string>
#include <vector>

namespace migrate::cli {

/// What the words after the program's name ask for.
struct Request {
  const Command* command = nullptr;  ///< null: the overview
  Arguments arguments;
  bool version = false;
};

/// The flags that every command takes.
std::span<const Flag> global_flags();

/// An error has no code: it is about the words alone, and exit code 2.
Result<Request> parse(std::span<const Command* const> commands, const std::vector<std::string>& words);

/// "-v,--verbose" → "verbose"
std::string long_name(const Flag& flag);

}  // namespace migrate::cli
