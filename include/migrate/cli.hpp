#pragma once

#include <migrate/report.hpp>
#include <migrate/workflow.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The command line. One file of src/cli/commands/ = one command.
namespace migrate::cli {

/// The only writer to stdout and stderr.
class Terminal;

struct Flag {
  std::string_view name;        ///< "--to", or "-v,--verbose" where it has a short form
  std::string_view value = {};  ///< name of its value ("NNNNN"); empty: a switch
  std::string_view help = {};
  std::span<const std::string_view> choices = {};
  bool many = false;  ///< may be given several times
};

/// What the parser understood.
struct Arguments {
  std::vector<std::pair<std::string, std::string>> flags;  ///< long name without dashes → value; of a switch, how often
  std::vector<std::string> words;                          ///< positional
  std::optional<std::vector<std::string>> behind;          ///< what stands behind `--`, untouched
  [[nodiscard]] bool has(std::string_view flag) const;
  [[nodiscard]] std::string get(std::string_view flag) const;  ///< "" where it was not given
  /// Each value of a flag that may be given several times, also where commas separate them.
  [[nodiscard]] std::vector<std::string> list(std::string_view flag) const;
};

enum class Group { start, every_day, pipeline, trouble };

struct Command;
struct Invocation {
  const Command& command;
  const Arguments& arguments;
  const workflow::Surroundings& surroundings;
  Terminal& terminal;
};

struct Command {
  std::string_view name;     ///< "sync"
  std::string_view summary;  ///< "Collect what the ORMs generated into supabase/migrations"
  Group group;
  int rank;                ///< order inside the group
  std::string_view words;  ///< "NAME", "[CODE]"; empty: takes none
  std::span<const Flag> flags;
  std::string_view manual;        ///< what `--help` tells beyond the flags: examples
  int (*run)(const Invocation&);  ///< the exit code
  bool interruptible = false;     ///< it watches Surroundings::interruption; else the first signal ends it
  bool runs_others = false;       ///< what stands behind `--` is a command of somebody else
};
std::span<const Command* const> commands();

/// Exit codes, decided in exit_code() alone.
enum Exit : int { done = 0, failed = 1, usage = 2, refused = 3, to_do = 4, busy = 5, repair = 6, bug = 70, not_executable = 126, not_found = 127 };
int exit_code(const Diagnostic& diagnostic);
/// The gravest of the errors among them; done where there is none.
int exit_code(const std::vector<Diagnostic>& diagnostics);

/// The whole program: what `main` returns. `words` without the program's name.
int run(const std::vector<std::string>& words, const std::vector<std::pair<std::string, std::string>>& environment);
/// What an exception that nobody expected says: exit 70.
int report_bug(std::string_view what);

}  // namespace migrate::cli
