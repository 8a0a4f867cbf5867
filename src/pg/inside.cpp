#include "pg/explain.hpp"
#include "pg/lookout.hpp"
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

/// Statements that share a transaction: from `first` up to `end`.
struct Part {
  std::size_t first = 0;
  std::size_t end = 0;
  std::string journal = {};  ///< id of the running row, or empty
};

/// The index of the one that did not succeed, or the end.
std::size_t run(Wire& wire, const plan::Entry& entry, const Part& part, const Progress& progress, Reply& reply) {
  for (std::size_t i = part.first; i < part.end; ++i) {
    announce(wire, entry, i, progress);
    reply = ask(wire, {.sql = text_of(entry, i), .copy_data = copy_data_of(entry, i)});
    if (!reply.good()) return i;
    // A statement that ended the transaction: what follows would be committed one by one.
    if (PQtransactionStatus(wire.link.get()) != PQTRANS_INTRANS) break;
  }
  return part.end;
}

struct Attempt {
  int number = 1;
  bool again = false;  ///< it may succeed the next time
  Reply met = {};      ///< then: why it did not
};

/// The first of two parts is committed with the journal's word that it is done; an outcome where it is not.
std::optional<Outcome> keep(Wire& wire, const plan::Entry& entry, const std::string& xid, Part& part) {
  const auto not_kept = [&](const Reply& reply) {
    roll_back(wire);
    auto outcome = failed(explain_other(
        wire, reply,
        fmt::format("statements 1 to {} of {} could not be recorded in the journal", part.end, entry.version)));
    outcome.signal = signal_of(wire);
    return outcome;
  };
  const auto restored = restore(wire, xid);
  if (!restored.reply.good()) return not_kept(restored.reply);
  if (!restored.same) {
    roll_back(wire);
    return ended_its_transaction(entry);
  }
  if (part.journal.empty()) {
    const auto row = begin_journal(wire, entry);
    if (!row.good()) return not_kept(row);
    part.journal = row.value(0);
  }
  const auto noted =
      update_journal(wire, {.id = part.journal, .done = part.end, .done_checksum = checksum_of_first(entry, part.end)});
  if (!noted.good()) return not_kept(noted);
  // Where the answer is lost, the journal tells the next run.
  const auto committed = commit(wire);
  if (!committed.good()) return not_kept(committed);
  return std::nullopt;
}

/// What an earlier part has done stays.
Outcome stopped_behind_first(Outcome outcome, const plan::Entry& entry) {
  outcome.needs_repair = true;
  outcome.diagnostics.front().notes.push_back(
      fmt::format("statements 1 to {} are committed and stay; `migrate apply` goes on behind them", entry.first_part));
  return outcome;
}

Outcome run_once(Wire& wire, const Task& task, const Progress& progress, Part& part, Attempt& attempt) {
  const auto& entry = *task.entry;
  const auto started = steady_clock::now();
  const auto begun = begin(wire, entry.version);
  if (!begun.reply.good()) {
    roll_back(wire);
    attempt.again = is_worth_a_retry(begun.reply);
    attempt.met.failure = begun.reply.failure;
    auto outcome = failed(explain_other(wire, begun.reply, fmt::format("{} could not be begun", entry.version)));
    outcome.signal = begun.reply.kind == Reply::Kind::interrupted ? signal_of(wire) : 0;
    return outcome;
  }
  if (!begun.ours || begun.recorded) {
    roll_back(wire);
    return begun.ours ? Outcome{.kind = Outcome::Kind::already} : failed(session_lost(wire, entry, begun));
  }
  Reply reply;
  const auto reached = run(wire, entry, part, progress, reply);
  if (wire.lookout != nullptr) wire.lookout->rest();
  if (!reply.good()) {
    roll_back(wire);
    attempt.again = is_worth_a_retry(reply);
    attempt.met.failure = reply.failure;
    return stopped_at(wire, entry, reached, reply, attempt.number);
  }
  if (part.end < entry.statements.size()) {
    if (auto stop = keep(wire, entry, begun.xid, part)) return std::move(*stop);
    return {.kind = Outcome::Kind::applied, .statements = part.end, .failed_at = 0, .took = since(started)};
  }
  auto ended = end(wire, task, {.xid = begun.xid, .journal = part.journal, .took = since(started)});
  Outcome outcome{
      .kind = ended.committed ? ended.lost ? Outcome::Kind::stopped : Outcome::Kind::applied : Outcome::Kind::failed,
      .statements = part.end - part.first,
      .failed_at = 0,
      .took = since(started)};
  outcome.needs_repair = ended.needs_repair;
  if (ended.diagnostic) outcome.diagnostics.push_back(std::move(*ended.diagnostic));
  if (!ended.committed) outcome.signal = signal_of(wire);
  return outcome;
}

/// Again and again while a lock is not free.
Outcome run_part(Wire& wire, const Task& task, const Progress& progress, Part& part) {
  for (int number = 1;; ++number) {
    Attempt attempt{.number = number};
    auto outcome = run_once(wire, task, progress, part, attempt);
    if (!attempt.again || number >= wire.options.attempts) return outcome;
    explain_lock_timeout(wire, attempt.met, progress);
    if (progress.live)
      progress.live(outcome.failed_at, task.entry->statements.size(), "waits: a lock was not free in time");
    if (!pause_before(wire, number)) return outcome;
    clean(wire);
  }
}

}  // namespace

bool is_between_parts(const plan::Entry& entry, const Unfinished& unfinished) {
  return entry.first_part > 0 && unfinished.done == entry.first_part &&
         unfinished.done_checksum == checksum_of_first(entry, entry.first_part);
}

Outcome apply_inside(Wire& wire, const Task& task, const Progress& progress,
                     const std::optional<Unfinished>& unfinished) {
  const auto& entry = *task.entry;
  const bool kept = unfinished && unfinished->done > 0;
  Part part{.first = 0, .end = entry.statements.size(), .journal = unfinished ? unfinished->id : std::string()};
  std::size_t before = 0;
  if (entry.first_part > 0 && !kept) {
    part.end = entry.first_part;
    auto first = run_part(wire, task, progress, part);
    if (first.kind != Outcome::Kind::applied) return first;
    before = first.statements;
    clean(wire);
  }
  part.first = entry.first_part;
  part.end = entry.statements.size();
  auto outcome = run_part(wire, task, progress, part);
  outcome.statements += before;
  if (entry.first_part > 0 && outcome.kind == Outcome::Kind::failed)
    return stopped_behind_first(std::move(outcome), entry);
  return outcome;
}

}  // namespace migrate::pg
