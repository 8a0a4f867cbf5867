#pragma once

#include <migrate/workflow.hpp>

#include <string>
#include <vector>

namespace migrate::workflow {

/// What somebody else's command would see.
struct Seen {
  struct String {
    endpoint::ConnectionString string;
    std::string file;  ///< ".env", or empty: the environment, the command itself
  };
  std::vector<String> strings;
  std::vector<Diagnostic> problems;  ///< of variables that it would see and that cannot be used
  std::vector<std::string> places;   ///< where it was looked for them
};

/// Errors where the command must not run, with what it takes that it may; warnings. `looked` goes with `seen.strings`.
std::vector<Diagnostic> judge_command(const CommandOptions& options, const endpoint::CommandWords& words,
                                      const Seen& seen, const std::vector<Looked>& looked);

}  // namespace migrate::workflow
