#pragma once

#include <migrate/result.hpp>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

/// The only fork and exec.
namespace migrate::process {

struct Command {
  std::vector<std::string> words;   ///< the program is looked up in PATH
  std::string folder;               ///< working folder; empty = ours
  std::string input;                ///< standard input
  std::vector<std::pair<std::string, std::string>> environment;  ///< set on top of ours
  std::vector<std::string> without;  ///< names taken out of the environment (database URLs)
  std::chrono::milliseconds deadline{0};  ///< 0 = none
};
struct Exit {
  int status = 0;  ///< 128 + n where signal n ended it
  std::string output;
  std::string errors;
};
/// Runs to the end; an error only where the program could not be started or the deadline passed.
Result<Exit> run(const Command& command);

}  // namespace migrate::process
