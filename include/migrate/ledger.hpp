#pragma once

#include <migrate/sources.hpp>
#include <migrate/workflow.hpp>

#include <chrono>
#include <string>
#include <vector>

/// Whether the ORMs' own tables say what the history says.
namespace migrate::workflow {

enum class LedgerMode { check, repair, dry_run };
struct LedgerOptions {
  LedgerMode mode = LedgerMode::check;
  std::string service = {};               ///< only this one's; empty = all
  std::chrono::milliseconds wait{60000};  ///< for the lock
};
struct LedgerRow {
  sources::LedgerFinding finding;
  std::string file;     ///< "00203_api_add_tokens.sql"; empty where nothing collected is meant
  std::string version;  ///< "00203", or empty
};
/// One table. Services of one tool may share it.
struct Ledger {
  std::vector<std::string> services;
  std::string tool;
  std::string table;
  std::size_t rows = 0;
  bool exists = false;
  std::vector<LedgerRow> found;
};
struct LedgerReport {
  Place place;
  std::vector<Ledger> ledgers;  ///< as they were found
  LedgerOptions options = {};
  std::size_t mended = 0;       ///< findings
  std::vector<Diagnostic> diagnostics = {};  ///< with an error where something is left to do
};
Result<LedgerReport> ledger(const Workspace& workspace, const Where& where, const LedgerOptions& options,
                            const Surroundings& surroundings, Observer& observer);

/// "missing", "differs", "unfinished", "surplus", "not ours", "unknown"
std::string_view name_of(sources::LedgerFinding::Kind kind);

}  // namespace migrate::workflow
