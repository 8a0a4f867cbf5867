#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/migration.hpp>
#include <migrate/sources.hpp>
#include <migrate/workspace.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Naming, numbering, provenance and comparison: from source migrations to the files of supabase/migrations. Pure.
namespace migrate::collect {

// naming.cpp
/// What a name becomes in a file name: lower case, `_` between words, ASCII letters, digits and `_` only, at most 80.
std::string file_stem(std::string_view name);
/// "00106_server_order_totals.sql"; no label in the bootstrap range.
std::string file_name(int number, std::string_view label, std::string_view name);

// provenance.cpp
/// The header, comment lines only, each ended by LF. Odd bytes of a value are escaped: none can end its comment.
std::string header(const Provenance& provenance);
struct Collected {
  std::optional<Provenance> provenance;
  std::size_t body_begin = 0;  ///< after the header and the empty line below it
  bool damaged = false;        ///< begins as a header does, but cannot be read as one
};
/// Reads a header back, also with CRLF; nothing where the text has none. A damaged header is nothing, too.
Collected read_header(std::string_view text);
/// The SQL as it stands below the header: LF line ends, final newline, `;` at the end of the last statement.
std::string body_of(std::string_view sql);
/// What Provenance::body holds for a body: a checkout with CRLF has the same.
std::string body_hash(std::string_view body);

// folder.cpp
/// What lies in supabase/migrations.
struct Folder {
  std::vector<Migration> migrations;    ///< ascending by number; only files whose names are right
  std::vector<Diagnostic> diagnostics;  ///< wrong names, duplicates, foreign numbers, empty files, bytes that are not text
  std::vector<int> numbers;             ///< every five-digit number in use, also in a wrong name; ascending
};
/// Only files directly in the folder count, as for the Supabase CLI.
Folder read_folder(const FileTree& tree, const Workspace& workspace);

// plan.cpp
struct Write {
  std::string path = {};  ///< relative to the workspace
  std::string text = {};
  std::string source = {};  ///< path of the source migration
  std::string service = {};
  enum class Kind { added, updated, down } kind = Kind::added;
};
/// How a service fared: one row of sync's report.
struct Lane {
  const Service* service = nullptr;
  std::string folder;
  std::size_t kept = 0;
  std::vector<std::string> added;  ///< file names
};
struct SyncPlan {
  std::vector<Write> writes;
  std::vector<Lane> lanes;
  std::size_t kept = 0;
  std::vector<Diagnostic> diagnostics;
};

struct Options {
  std::string service = {};  ///< only this one; empty = all
  bool update = false;  ///< take changed sources over, refresh headers
  bool names_only = false;  ///< what is still to be rendered is planned with an empty text (--check), else left out
  std::map<std::string, std::string> applied = {};  ///< versions that something shows to be applied → where, or ""
};
/// Reads `.migrate/applied`, which `apply` keeps for targets that last (never for a scratch server): one migration a
/// line, its version, then, if known, a space and the target's name: "00106 production". Other lines do not count.
std::map<std::string, std::string> read_applied(std::string_view text);

/// Which source migrations must be rendered before `plan` can write them: new ones; with `update` changed ones, too.
std::vector<SourceMigration> wanted(const Workspace& workspace, const Service& service,
                                    const sources::Discovery& discovery, const Folder& folder, const Options& options);

/// discoveries: one per service of the workspace, in its order. Where the diagnostics hold an error, nothing of
/// `writes` may be written: they say what would be.
SyncPlan plan(const Workspace& workspace, const std::vector<sources::Discovery>& discoveries, const Folder& folder,
              const Options& options);

// known.cpp
/// A migration as its tool knows it.
struct Known {
  Provenance provenance;                 ///< what its tool's ledger is to hold
  const Migration* collected = nullptr;  ///< null: only a source
};
/// Those of a service, in its tool's order, the ones without a source first. Where the source has what the tool compares
/// (SQLx' checksum), that counts and not the header, unless its SQL has changed since.
std::vector<Known> known(const Workspace& workspace, const Service& service, const sources::Discovery& discovery,
                         const Folder& folder);

/// The next number of the lane: append-only, after the highest used, range by range. An error names the next free range.
Result<int> next_number(const Workspace& workspace, const Service& service, const Folder& folder, std::size_t already = 0);

}  // namespace migrate::collect
