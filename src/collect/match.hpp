#pragma once

#include <migrate/collect.hpp>

#include <vector>

namespace migrate::collect {

/// How a source migration stands to what is collected.
enum class Standing {
  fresh,     ///< not collected
  kept,      ///< collected, the source is as it was
  cosmetic,  ///< comments or white space of the source have changed
  entry,     ///< so has what its tool's ledger must hold: SQLx' checksum, drizzle's time
  changed,   ///< its SQL has changed
  renamed,   ///< its tool has given it a new identity
  adopted,   ///< a file without a header that equals it
};

struct Pair {
  const SourceMigration* source = nullptr;
  const Migration* collected = nullptr;  ///< null: fresh
  Standing standing = Standing::fresh;
};

struct Matched {
  std::vector<Pair> pairs;                                           ///< in the tool's order
  std::vector<const Migration*> vanished;                            ///< collected, their source is gone
  std::vector<std::pair<const Migration*, const Migration*>> twice;  ///< one source in two files
  std::vector<Pair> namesakes;  ///< a fresh source, and a file without a header that only has its name
};

/// Linear in the number of migrations.
Matched match(const Workspace& workspace, const Service& service, const sources::Discovery& discovery,
              const Folder& folder);

/// The text below the header.
std::string_view body_in(const Migration& migration);

/// The fingerprint of the source: the adapter's own, else that of its SQL.
std::string tokens_of(const SourceMigration& source);

}  // namespace migrate::collect
