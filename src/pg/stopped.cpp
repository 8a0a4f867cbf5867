#include "pg/stopped.hpp"

#include "pg/explain.hpp"
#include "pg/transaction.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <utility>

namespace migrate::pg {

Outcome failed(Diagnostic diagnostic) {
  Outcome outcome{.kind = Outcome::Kind::failed};
  outcome.diagnostics.push_back(std::move(diagnostic));
  return outcome;
}

Outcome stopped_at(Wire& wire, const plan::Entry& entry, std::size_t index, const Reply& reply, int attempts) {
  auto diagnostic = explain(wire, entry, index, reply);
  const bool lost = reply.kind == Reply::Kind::lost;
  diagnostic.notes.insert(diagnostic.notes.begin(),
                          fmt::format("statement {} of {}; the transaction of {} {}, nothing of it {} kept", index + 1,
                                      entry.statements.size(), entry.version,
                                      lost ? "ended with its connection" : "was rolled back", lost ? "is" : "was"));
  if (attempts > 1) diagnostic.notes.push_back(fmt::format("the whole transaction was tried {} times", attempts));
  if (reply.kind == Reply::Kind::failed) {
    add_similar_names(wire, entry, index, reply.failure, diagnostic);
    if (is_worth_a_retry(reply)) {
      add_lock_holders(wire, diagnostic);
      diagnostic.helps.emplace_back("run `migrate apply` again when the table is less busy");
    } else {
      diagnostic.helps.push_back(way_out(entry));
    }
  }
  if (lost) diagnostic.helps.emplace_back("run `migrate apply` again");
  auto outcome = failed(std::move(diagnostic));
  outcome.failed_at = index + 1;
  outcome.signal = reply.kind == Reply::Kind::interrupted ? signal_of(wire) : 0;
  return outcome;
}

void add_warnings(Wire& wire, const plan::Entry& entry, Outcome& outcome) {
  for (auto& warning : std::exchange(wire.warnings, {})) {
    outcome.diagnostics.push_back(
        {.code = "M0612",
         .severity = Severity::warning,
         .message = text::printable(warning),
         .labels = {},
         .notes = {fmt::format("Postgres warned of this while it ran {}", file_name(*entry.migration))},
         .helps = {}});
  }
}

}  // namespace migrate::pg
