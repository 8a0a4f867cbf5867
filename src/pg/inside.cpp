#include "pg/explain.hpp"
#include "pg/stopped.hpp"
#include "pg/transaction.hpp"

#include <fmt/core.h>

namespace migrate::pg {

namespace {

using std::chrono::steady_clock;

std::chrono::milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
}

/// Statements from the first on; the index of the one that did not succeed, or their number.
std::size_t run(Wire& wire, const plan::Entry& entry, const Progress& progress, Reply& reply) {
  for (std::size_t i = 0; i < entry.statements.size(); ++i) {
    if (progress.live) progress.live(i + 1, entry.statements.size(), entry.statements[i].meaning.summary);
    auto text = text_of(entry, i);
    if (progress.statement) progress.statement(text);
    reply = ask(wire, {.sql = std::move(text), .copy_data = copy_data_of(entry, i)});
    if (!reply.good()) return i;
    // A statement that ended the transaction: what follows would be committed one by one.
    if (PQtransactionStatus(wire.link.get()) != PQTRANS_INTRANS) break;
  }
  return entry.statements.size();
}

struct Attempt {
  int number = 1;
  bool again = false;  ///< it may succeed the next time
};

Outcome run_once(Wire& wire, const Task& task, const Progress& progress, const std::string& journal, Attempt& attempt) {
  const auto& entry = *task.entry;
  const auto started = steady_clock::now();
  const auto begun = begin(wire, entry.version);
  if (!begun.reply.good()) {
    roll_back(wire);
    attempt.again = is_worth_a_retry(begun.reply);
    auto outcome = failed(explain_other(wire, begun.reply, fmt::format("{} could not be begun", entry.version)));
    outcome.signal = begun.reply.kind == Reply::Kind::interrupted ? signal_of(wire) : 0;
    return outcome;
  }
  if (!begun.ours || begun.recorded) {
    roll_back(wire);
    return begun.ours ? Outcome{.kind = Outcome::Kind::already} : failed(session_lost(wire, entry, begun));
  }
  Reply reply;
  const auto reached = run(wire, entry, progress, reply);
  if (!reply.good()) {
    roll_back(wire);
    attempt.again = is_worth_a_retry(reply);
    return stopped_at(wire, entry, reached, reply, attempt.number);
  }
  auto ended = end(wire, task, {.xid = begun.xid, .journal = journal, .took = since(started)});
  Outcome outcome{
      .kind = ended.committed ? ended.lost ? Outcome::Kind::stopped : Outcome::Kind::applied : Outcome::Kind::failed,
      .statements = entry.statements.size(),
      .failed_at = 0,
      .took = since(started)};
  outcome.needs_repair = ended.needs_repair;
  if (ended.diagnostic) outcome.diagnostics.push_back(std::move(*ended.diagnostic));
  if (!ended.committed) outcome.signal = signal_of(wire);
  return outcome;
}

}  // namespace

Outcome apply_inside(Wire& wire, const Task& task, const Progress& progress, const std::string& journal) {
  for (int number = 1;; ++number) {
    Attempt attempt{.number = number};
    auto outcome = run_once(wire, task, progress, journal, attempt);
    if (!attempt.again || number >= wire.options.attempts) return outcome;
    if (progress.live)
      progress.live(outcome.failed_at, task.entry->statements.size(), "waits: a lock was not free in time");
    if (!pause_before(wire, number)) return outcome;
    clean(wire);
  }
}

}  // namespace migrate::pg
