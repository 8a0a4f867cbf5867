#pragma once

#include <migrate/file_tree.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the real Supabase CLI would do with this folder and this history. Pure. CLI 2 from 2.112 on and CLI 3 decide
/// alike; tests/tools/compat.py holds every answer against both.
namespace migrate::compat {

/// What it reads below supabase/.
struct Folder {
  std::vector<FileTree::File> files;  ///< of supabase/migrations itself, of any name; folders in it are passed over
  bool migrations = true;             ///< `[db.migrations] enabled` of config.toml
  std::vector<std::string> seeds;     ///< files that run after a reset, by `[db.seed]`
};

enum class Command { push, push_all, reset, list };
/// "supabase db push --include-all"
std::string_view words_of(Command command);

/// loses = it reports success, and something that it ran was not kept.
enum class Verdict { nothing, applies, shows, refuses, fails, loses };
std::string_view name_of(Verdict verdict);

/// Where a file does not run as it should.
struct Trouble {
  std::string file;  ///< its name
  SourceRef source;
  Span span;                  ///< of the statement
  std::size_t statement = 0;  ///< as the CLI counts them: from 0; its own row of the history comes last
  std::string sqlstate;       ///< "25001"; empty where the server does not complain
  std::string what;           ///< "`lock table` needs a transaction block, and the CLI opens none"
  bool partly = false;        ///< what ran before it in the same file is kept
};

struct Answer {
  Command command = Command::push;
  Verdict verdict = Verdict::nothing;
  std::vector<std::string> files = {};     ///< names: those that run, in order; of a refusal, those that come too early
  std::vector<std::string> versions = {};  ///< of a refusal: applied there, and no file here
  std::string said = {};                   ///< the CLI's own words, where it refuses
  std::optional<Trouble> trouble = {};
};

struct Skipped {
  std::string file;
  std::string why;  ///< the CLI's own words
};
/// A line of `supabase migration list`; either may be empty.
struct Pair {
  std::string local;
  std::string remote;
  friend bool operator==(const Pair&, const Pair&) = default;
};

struct Findings {
  std::vector<Answer> answers;  ///< one for each command, in their order
  std::vector<Skipped> skipped;
  std::vector<Pair> list;
  std::vector<std::string> seeds;
};
/// `applied`: the versions of supabase_migrations.schema_migrations, in any order.
Findings examine(const Folder& folder, const std::vector<std::string>& applied);

/// A statement that a server has refused: `what` it said, at this place of `file`. Answers that would run that file
/// fail.
struct Refused {
  std::string file;  ///< its name
  Span span;
  std::string sqlstate;
  std::string what;
};
void fail_at(Findings& findings, const Folder& folder, const Refused& refused);

}  // namespace migrate::compat
