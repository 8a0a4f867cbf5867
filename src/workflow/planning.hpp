#pragma once

#include <migrate/pg.hpp>
#include <migrate/workflow.hpp>

#include <map>
#include <string>
#include <vector>

namespace migrate::workflow {

/// Files and history together. What is wrong with the names of files comes first among the diagnostics.
Result<plan::Plan> make_plan(const Workspace& workspace, pg::Connection& connection, const plan::Selection& selection);

/// `--service` as a label becomes the service's name; an error where there is none.
Result<plan::Selection> selection_of(const Workspace& workspace, const plan::Selection& selection);

/// What `migrate sync --update` must not change any more: `.migrate/applied` and these versions together. `target` may
/// be empty.
Result<void> note_applied(const Workspace& workspace, const std::vector<std::string>& versions,
                          const std::string& target);

/// What the tool of a service has written, as far as this checkout has it.
sources::Discovery discover(const Workspace& workspace, const Service& service, const sources::Adapter& adapter);

/// The statements that keep the tool's own ledger true, for each pending migration that was collected from a tool.
class Ledgers {
 public:
  explicit Ledgers(const Workspace& workspace) : workspace_(workspace) {}
  std::vector<sources::LedgerStatement> of(const Migration& migration);

 private:
  std::string table_of(const Service& service, const sources::Adapter& adapter);
  const Workspace& workspace_;
  std::map<std::string, std::string> tables_;  ///< by service
};

}  // namespace migrate::workflow
