#pragma once

#include <migrate/ledger.hpp>
#include <migrate/plan.hpp>

#include <string>
#include <vector>

namespace migrate::workflow {

/// The services whose tool keeps one table, and what that table is to hold.
struct LedgerGroup {
  const sources::Adapter* adapter = nullptr;
  std::string table;
  std::vector<const Service*> services;
  std::vector<sources::LedgerMigration> migrations;  ///< in the tool's order, service by service
  std::vector<std::string> files;                    ///< of each, "00203_api_add_tokens.sql", or empty
};
/// Of every service that keeps a ledger; with `service` only the tables which that one uses.
std::vector<LedgerGroup> ledger_groups(const Workspace& workspace, const collect::Folder& folder,
                                       const plan::History& history, const std::string& service);

/// What is wrong with one table, by version; what nobody here knows comes last.
Ledger audit(const LedgerGroup& group, const sources::LedgerTable& read);
std::vector<Ledger> audit(const std::vector<LedgerGroup>& groups, const std::vector<sources::LedgerTable>& read);

/// Columns that the tool's table has and this one lacks: M0683.
std::optional<Diagnostic> foreign_table(const LedgerGroup& group, const sources::LedgerTable& read);

/// What is left to do, one diagnostic for each kind of way out.
std::vector<Diagnostic> describe(const Ledger& ledger);

}  // namespace migrate::workflow
