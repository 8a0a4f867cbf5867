#pragma once

#include <migrate/plan.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What becomes of the rows of the history where no migration runs. Pure: a plan in, a proposal out.
namespace migrate::amend {

/// A row as it comes.
struct Row {
  std::string name;
  std::optional<std::vector<std::string>> statements = {};  ///< nothing: those of the row that goes
};
struct Change {
  std::string version;     ///< what it is about; of the row that comes, where one does
  std::string from = {};   ///< version of the row that goes; empty: there is none
  std::optional<Row> row;  ///< that comes; nothing: none does. What the journal keeps of a half done one goes with both
  std::string file;        ///< how it is shown: its file's name, else version and name of its row
  std::string service = {};  ///< whose tool wrote its file; or empty
  std::string what;          ///< "applied", "not applied: `migrate apply` would run it again"
};
/// With an error among the diagnostics nothing may be written.
struct Proposal {
  std::vector<Change> changes = {};
  std::vector<Diagnostic> diagnostics = {};
};

enum class Mark { applied, reverted };
/// These versions, recorded or forgotten. A note for each that is so already.
Proposal repair(const plan::Plan& plan, const std::vector<std::string>& versions, Mark mark);

/// All migrations up to and with `to` (empty: all of them) are recorded, where the history has no row at all.
Proposal baseline(const plan::Plan& plan, const std::string& to);

/// Rows whose version has no file, or one of other content, get the number and name of the file that has their content.
Proposal reconcile(const plan::Plan& plan);

/// What a database has of its own: "table public.orders", "column public.orders.total" → "numeric(12,2) not null".
using Catalog = std::map<std::string, std::string>;
/// M0670 for what the migrations made elsewhere and the database lacks or has otherwise; a note about what it has
/// beyond.
std::vector<Diagnostic> compare(const Catalog& made, const Catalog& present);

/// The row that `apply` would write for this file; what the splitter finds wrong with it is an error.
Row row_of(const Migration& migration, std::vector<Diagnostic>& diagnostics);
/// The service whose tool wrote the file; empty for SQL that is written by hand, and where there is no file.
std::string tool_service(const plan::Entry& entry);
/// "00105_server_add_invoices.sql", or "00105 server_add_invoices" where there is no file.
std::string shown(const plan::Entry& entry);

}  // namespace migrate::amend
