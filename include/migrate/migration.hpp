#pragma once

#include <migrate/diagnostic.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace migrate {

/// inside = one transaction for the whole migration; outside = statement by statement, as the source demands.
enum class TransactionMode { inside, outside };

/// What an ORM's own bookkeeping needs to hold this migration for applied; keys are the adapter's own, in a fixed
/// order: drizzle: `created_at`, `name`; alembic: `revision`, `down`; sqlx: `version`, `description`, `checksum`;
/// prisma: `name`.
using LedgerKeys = std::map<std::string, std::string>;

/// What an ORM wrote, as its adapter found it. Order in a list is the tool's order.
struct SourceMigration {
  std::string id;      ///< the tool's own identity: drizzle's tag, Alembic's revision, SQLx' version, Prisma's folder
  std::string name;    ///< what it is about, without the tool's number: "add_users"
  std::string path;    ///< relative to the workspace
  SourceRef source;    ///< raw bytes of the file at `path`
  std::string sha256;  ///< lower-case hex of those bytes
  std::string tokens;  ///< fingerprint without comments and white space; empty: sql::fingerprint of `sql`, when needed
  std::optional<std::string> sql;   ///< nothing where it must be rendered first (Alembic)
  std::optional<std::string> down;  ///< the way back, where the tool wrote one
  TransactionMode mode = TransactionMode::inside;
  LedgerKeys ledger;
  bool baseline = false;            ///< holds no statement by intent (drizzle-kit pull): recorded, nothing to run
  std::vector<Diagnostic> remarks;  ///< said once: when it is collected
};

/// The header of a collected file.
struct Provenance {
  std::string service;
  std::string tool;
  std::string id;
  std::string source;  ///< path relative to the workspace
  std::string sha256;  ///< of the source's raw bytes
  std::string tokens;  ///< fingerprint of the source
  std::string body;    ///< SHA-256 of the LF-normalised SQL below the header: shows a hand edit
  TransactionMode mode = TransactionMode::inside;
  LedgerKeys ledger;
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// A file in supabase/migrations whose name is right.
struct Migration {
  int number = 0;
  std::string version;  ///< "00106", text
  std::string label;    ///< "server"; empty in the bootstrap range
  std::string name;     ///< "order_totals"
  std::string service;  ///< the owner of the number
  std::string path;     ///< relative to the workspace
  SourceRef source;
  std::optional<Provenance> provenance;
  std::size_t body_begin = 0;  ///< where the SQL begins in source->text, after the header
};

/// "00106_server_order_totals.sql"
std::string_view file_name(const Migration& migration);

}  // namespace migrate
