#include "pg/explain.hpp"
#include "pg/record.hpp"
#include "pg/stopped.hpp"
#include "pg/transaction.hpp"

#include <fmt/core.h>

namespace migrate::pg {

namespace {

using std::chrono::steady_clock;

std::chrono::milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
}

std::string kept(const plan::Entry& entry) {
  return fmt::format("the transaction was rolled back, {} is applied as before", entry.version);
}

/// One try. `again`: a lock was not free in time, the same may succeed.
struct Attempt {
  Wire& wire;
  const Reversal& reversal;
  bool again = false;

  Outcome refuse(const Reply& reply, const std::string& what) {
    roll_back(wire);
    again = is_worth_a_retry(reply);
    auto outcome = failed(explain_other(wire, reply, what));
    outcome.diagnostics.front().notes.push_back(kept(*reversal.entry));
    outcome.signal = reply.kind == Reply::Kind::interrupted ? signal_of(wire) : 0;
    return outcome;
  }

  Outcome stop_at(std::size_t index, const Reply& reply) {
    roll_back(wire);
    again = is_worth_a_retry(reply);
    const auto& entry = *reversal.entry;
    auto diagnostic = explain(wire, entry, index, reply);
    diagnostic.notes.insert(diagnostic.notes.begin(),
                            fmt::format("statement {} of {} of the way back; {}", index + 1, entry.statements.size(),
                                        kept(entry)));
    if (again) add_lock_holders(wire, diagnostic);
    auto outcome = failed(std::move(diagnostic));
    outcome.failed_at = index + 1;
    outcome.signal = reply.kind == Reply::Kind::interrupted ? signal_of(wire) : 0;
    return outcome;
  }

  Outcome end(const std::string& xid, steady_clock::time_point started) {
    const auto& entry = *reversal.entry;
    const auto committed = commit(wire);
    Outcome outcome{.kind = Outcome::Kind::applied,
                    .statements = entry.statements.size(),
                    .failed_at = 0,
                    .took = since(started)};
    if (committed.good()) return outcome;
    if (committed.kind == Reply::Kind::failed || !committed.failure.sqlstate.empty())
      return refuse(committed, fmt::format("{} could not be taken back", entry.version));
    const auto verdict = settle(wire, xid, entry.version, Wrote::nothing_left);
    Diagnostic lost{.code = verdict == Verdict::unknown ? "M0604" : "M0607",
                    .severity = verdict == Verdict::committed ? Severity::warning : Severity::error,
                    .message = fmt::format("the connection was lost while {} was taken back", entry.version),
                    .labels = {},
                    .notes = {},
                    .helps = {}};
    if (verdict == Verdict::committed) lost.notes.push_back(fmt::format("{} is taken back", entry.version));
    if (verdict == Verdict::rolled_back) lost.notes.push_back(kept(entry));
    if (verdict == Verdict::unknown) {
      lost.message = fmt::format("it is not known whether {} was taken back", entry.version);
      lost.helps.emplace_back("`migrate status` tells, once the server answers");
    }
    outcome.kind = verdict == Verdict::committed ? Outcome::Kind::stopped : Outcome::Kind::failed;
    outcome.needs_repair = verdict == Verdict::unknown;
    outcome.diagnostics.push_back(std::move(lost));
    return outcome;
  }
};

/// Journals that an earlier version made know no state but two.
constexpr std::string_view journal_knows =
    "select pg_catalog.pg_get_constraintdef(oid) like '%reverted%' from pg_catalog.pg_constraint where conrelid = "
    "'migrate.journal'::pg_catalog.regclass and conname = 'journal_state_check'";
constexpr std::string_view teach_journal =
    "alter table migrate.journal drop constraint journal_state_check, add constraint journal_state_check check (state "
    "in ('running', 'done', 'reverted'))";

Reply forget(Wire& wire, const Reversal& reversal) {
  const auto& entry = *reversal.entry;
  for (const auto& row : reversal.ledger) {
    if (auto reply = ask(wire, {.sql = row.sql, .values = row.values}); !reply.good()) return reply;
  }
  auto reply = ask(wire, {.sql = "delete from supabase_migrations.schema_migrations where version = $1",
                          .values = {entry.version}});
  if (reply.good()) reply = ask(wire, std::string(journal_knows));
  if (reply.good() && reply.value(0) == "f") reply = ask(wire, std::string(teach_journal));
  return reply.good() ? ask(wire, journal_row(wire, entry, "reverted")) : std::move(reply);
}

Outcome run_once(Attempt& attempt, const Progress& progress) {
  auto& wire = attempt.wire;
  const auto& entry = *attempt.reversal.entry;
  const auto started = steady_clock::now();
  const auto begun = begin(wire, entry.version);
  if (!begun.reply.good()) return attempt.refuse(begun.reply, fmt::format("{} could not be taken back", entry.version));
  if (!begun.ours || !begun.recorded) {
    roll_back(wire);
    return begun.ours ? Outcome{.kind = Outcome::Kind::already} : failed(session_lost(wire, entry, begun));
  }
  for (std::size_t i = 0; i < entry.statements.size(); ++i) {
    auto text = text_of(entry, i);
    if (progress.statement) progress.statement(text);
    const auto reply = ask(wire, {.sql = std::move(text), .copy_data = copy_data_of(entry, i)});
    if (!reply.good()) return attempt.stop_at(i, reply);
    if (PQtransactionStatus(wire.link.get()) != PQTRANS_INTRANS) return ended_its_transaction(entry);
  }
  const auto restored = restore(wire, begun.xid);
  if (!restored.reply.good())
    return attempt.refuse(restored.reply, fmt::format("{} could not be taken back", entry.version));
  if (!restored.same) {
    roll_back(wire);
    return ended_its_transaction(entry);
  }
  const auto forgotten = forget(wire, attempt.reversal);
  if (!forgotten.good())
    return attempt.refuse(forgotten, fmt::format("that {} was taken back could not be recorded", entry.version));
  return attempt.end(begun.xid, started);
}

}  // namespace

Outcome revert(Connection& connection, const Reversal& reversal, const Progress& progress) {
  auto& wire = connection.wire();
  for (int number = 1;; ++number) {
    Attempt attempt{.wire = wire, .reversal = reversal};
    auto outcome = run_once(attempt, progress);
    const bool again = attempt.again && number < wire.options.attempts && pause_before(wire, number);
    if (PQstatus(wire.link.get()) == CONNECTION_OK) clean(wire);
    if (again) continue;
    add_warnings(wire, *reversal.entry, outcome);
    return outcome;
  }
}

}  // namespace migrate::pg
