#pragma once

#include <migrate/interruption.hpp>
#include <migrate/result.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The only fork and exec.
namespace migrate::process {

struct Command {
  std::vector<std::string> words = {};   ///< the program is looked up in PATH; with a `/` it is seen from `folder`
  std::string folder = {};               ///< working folder; empty = ours
  std::string input = {};                ///< standard input
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< set on top of ours
  std::vector<std::string> without = {};  ///< names taken out of the environment (database URLs)
  std::chrono::milliseconds deadline{0};  ///< 0 = none
  const Interruption* interruption = nullptr;  ///< ends the program, too: it is not in the terminal's process group
};
struct Exit {
  int status = 0;  ///< 128 + n where signal n ended it
  std::string output = {};
  std::string errors = {};
};
/// Runs to the end; an error only where the program could not be started (M0256), or was ended by us because of the
/// deadline, the interruption or more than 256 MiB of output (M0257). Nothing that it started outlives it.
Result<Exit> run(const Command& command);

/// Whom a program runs as; only root can choose.
struct User {
  unsigned uid = 0;
  unsigned gid = 0;
};
/// How a program that goes on beside us is started.
struct Start {
  std::vector<std::string> words = {};  ///< the first is the path of the program
  std::string folder = {};              ///< working folder; empty = ours
  std::string input = {};               ///< file for its standard input; empty: none
  std::string output = {};              ///< file for its standard output and error
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< the whole of it
  std::optional<User> user = {};
  enum class End { with_us, by_itself } end = End::with_us;  ///< with_us: killed when this program ends, however it ends
};
/// A program that was started. Leaving scope neither stops nor waits.
class Child {
 public:
  explicit Child(int pid) : pid_(pid) {}
  [[nodiscard]] int pid() const { return pid_; }
  /// Its status, 128 + n where signal n ended it; nothing while it runs after `deadline`.
  std::optional<int> wait(std::chrono::milliseconds deadline);
  void signal(int number) const;

 private:
  int pid_;
  std::optional<int> status_;
};
Result<Child> start(const Start& what);

/// This program becomes the other one, found in PATH: its signals, terminal, standard streams and exit code are its own
/// business. Returns only where it could not be started: M0137 (there is none), M0138 (it is no program).
Diagnostic replace(const std::vector<std::string>& words,
                   const std::vector<std::pair<std::string, std::string>>& environment, const Interruption* interruption);

}  // namespace migrate::process
