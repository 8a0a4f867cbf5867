#include "pg/explain.hpp"
#include "pg/indexes.hpp"
#include "pg/lookout.hpp"
#include "pg/peers.hpp"
#include "pg/record.hpp"
#include "pg/setting.hpp"
#include "pg/transaction.hpp"

#include <migrate/hash.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::pg {

namespace {

using std::chrono::steady_clock;

std::chrono::milliseconds since(steady_clock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
}

struct Run {
  Wire& wire;
  const plan::Entry& entry;
  const Progress& progress;
  std::string journal;     ///< id of the running row
  std::size_t done = 0;    ///< statements that are finished
  std::string begun = {};  ///< print of the index build that got no answer in an earlier run
  std::vector<Diagnostic> diagnostics = {};
};

Outcome failed(Run& run, Diagnostic diagnostic, bool needs_repair) {
  Outcome outcome{.kind = Outcome::Kind::failed};
  outcome.diagnostics = std::move(run.diagnostics);
  outcome.diagnostics.push_back(std::move(diagnostic));
  outcome.needs_repair = needs_repair;
  return outcome;
}

Diagnostic changed_below(const plan::Entry& entry, const Unfinished& unfinished) {
  const auto last = std::min(unfinished.done, entry.statements.size());
  Diagnostic diagnostic{
      .code = "M0605",
      .message = fmt::format("{} was changed after its first part was applied", entry.version),
      .labels = {},
      .notes = {fmt::format(
          "{} of it ran outside a transaction and {} kept; this part of the file is not the same any more",
          text::count(unfinished.done, "statement"), unfinished.done == 1 ? "is" : "are")},
      .helps = {"put the first part back as it was: `migrate apply` then goes on behind it",
                fmt::format("or undo that part by hand and begin again: `migrate repair {} --reverted --reason …`",
                            entry.version)}};
  if (last > 0) {
    diagnostic.labels.push_back({.source = entry.migration->source,
                                 .span = {.begin = entry.statements.front().statement.span.begin,
                                          .end = entry.statements[last - 1].statement.span.end},
                                 .text = "already run, as it was then"});
  }
  return diagnostic;
}

/// How far the migration is: inside the caller's transaction.
Reply note(Run& run, std::size_t done, std::string begun = {}) {
  return update_journal(run.wire, {.id = run.journal,
                                   .done = done,
                                   .done_checksum = done == 0 ? std::string() : checksum_of_first(run.entry, done),
                                   .begun = std::move(begun)});
}

Reply note_alone(Run& run, std::size_t done, std::string begun = {}) {
  auto reply = begin_alone(run.wire);
  if (reply.good()) reply = note(run, done, std::move(begun));
  if (reply.good()) return commit(run.wire);
  roll_back(run.wire);
  return reply;
}

/// In a transaction with the journal's count: done and known to be done are one.
Reply run_counted(Run& run, std::size_t index) {
  auto reply = begin_alone(run.wire);
  if (!reply.good()) return reply;
  reply = ask(run.wire, {.sql = text_of(run.entry, index), .copy_data = copy_data_of(run.entry, index)});
  if (!reply.good()) {
    roll_back(run.wire);
    return reply;
  }
  reply = note(run, index + 1);
  if (reply.good()) return commit(run.wire);
  roll_back(run.wire);
  return reply;
}

Reply send_alone(Run& run, std::size_t index) {
  // A lock timeout would cancel the build's wait for old snapshots and leave an invalid index.
  auto unlimited = begin_alone(run.wire);
  if (unlimited.good()) unlimited = ask_all(run.wire, "set lock_timeout = 0; commit");
  if (!unlimited.good()) return unlimited;
  release_peers(run.wire);
  auto reply = ask(run.wire, text_of(run.entry, index));
  if (reply.good()) ask(run.wire, fmt::format("set lock_timeout = '{}ms'", run.wire.options.lock_timeout.count()));
  return reply;
}

/// An index that stands already is skipped only where an earlier run sent this very statement and got no answer.
Reply build_index(Run& run, std::size_t index, const IndexBuild& build) {
  // Left by a build that failed: with `if not exists` it would pass for the index, without it the name is taken.
  for (const auto& name : invalid_indexes(run.wire, build)) {
    if (auto dropped = ask(run.wire, "drop index concurrently if exists " + name); !dropped.good()) return dropped;
  }
  const auto print = hash::sha256(sql::fingerprint(text_of(run.entry, index)));
  const bool stands = is_valid_index(run.wire, build);
  if (stands && run.begun == print) return {};
  // Only where the name was free can a valid index of that name be this build's, should its answer not arrive.
  if (!stands) {
    if (auto noted = note_alone(run, index, print); !noted.good()) return noted;
  }
  auto reply = send_alone(run, index);
  const bool answered = reply.kind != Reply::Kind::lost && !reply.failure.sqlstate.empty();
  if (answered) note_alone(run, index);
  return reply;
}

Reply run_alone(Run& run, std::size_t index) {
  const auto build = index_built_by(text_of(run.entry, index));
  auto reply = build ? build_index(run, index, *build) : send_alone(run, index);
  return reply.good() ? note_alone(run, index + 1) : std::move(reply);
}

Reply run_statement(Run& run, std::size_t index) {
  if (run.entry.statements[index].meaning.need == sql::Need::no_transaction) return run_alone(run, index);
  for (int attempt = 1;; ++attempt) {
    auto reply = run_counted(run, index);
    // 25001: it cannot run in a transaction, and the parser did not know.
    if (reply.failure.sqlstate == "25001") return run_alone(run, index);
    if (!is_worth_a_retry(reply) || attempt >= run.wire.options.attempts) return reply;
    explain_lock_timeout(run.wire, reply, run.progress);
    if (!pause_before(run.wire, attempt)) return reply;
  }
}

Outcome stopped_at(Run& run, std::size_t index, const Reply& reply) {
  const auto& entry = run.entry;
  auto diagnostic = explain(run.wire, entry, index, reply);
  const auto count = entry.statements.size();
  diagnostic.notes.insert(
      diagnostic.notes.begin(),
      index == 0 ? fmt::format("statement 1 of {}, outside a transaction; none of {} is done", count, entry.version)
                 : fmt::format("statement {} of {}, outside a transaction; {} of {} done and kept", index + 1, count,
                               index, count));
  bool half = index > 0 || reply.kind == Reply::Kind::lost;
  if (PQstatus(run.wire.link.get()) == CONNECTION_OK) {
    run.wire.winding_down = run.wire.winding_down || signal_of(run.wire) != 0;
    const auto build = index_built_by(text_of(entry, index));
    if (build) {
      for (const auto& name : invalid_indexes(run.wire, *build)) {
        half = true;
        diagnostic.notes.push_back(fmt::format(
            "the failed build left `{}` behind, invalid; `migrate apply` drops it before it tries again", name));
      }
    }
    if (build && build->name.empty() && has_invalid_index(run.wire, build->table)) {
      half = true;
      diagnostic.notes.push_back(
          fmt::format("`{}` has an invalid index now; Postgres chose its name, so `migrate apply` does not drop it",
                      text::printable(build->table)));
    }
    if (reply.kind == Reply::Kind::failed) add_similar_names(run.wire, entry, index, reply.failure, diagnostic);
    if (is_worth_a_retry(reply)) add_lock_holders(run.wire, diagnostic);
  }
  diagnostic.helps.push_back(reply.kind == Reply::Kind::failed
                                 ? fmt::format("{}: it goes on at statement {}", way_out(entry), index + 1)
                                 : fmt::format("run `migrate apply` again: it goes on at statement {}", index + 1));
  auto outcome = failed(run, std::move(diagnostic), half);
  outcome.failed_at = index + 1;
  outcome.signal = reply.kind == Reply::Kind::interrupted ? signal_of(run.wire) : 0;
  return outcome;
}

/// A setting of the finished part belongs to the session, which is a new one.
Outcome stopped_before(Run& run, std::size_t index, const Reply& reply) {
  const auto& entry = run.entry;
  auto diagnostic = explain(run.wire, entry, index, reply);
  diagnostic.notes.insert(
      diagnostic.notes.begin(),
      {fmt::format("{} of {} done and kept by an earlier run; what follows needs this setting, and a new session has "
                   "to make it again",
                   run.done, entry.statements.size()),
       "nothing further was run"});
  diagnostic.helps.push_back(
      fmt::format("when the setting can be made, run `migrate apply` again: it goes on at "
                  "statement {}",
                  run.done + 1));
  auto outcome = failed(run, std::move(diagnostic), true);
  outcome.failed_at = index + 1;
  outcome.signal = reply.kind == Reply::Kind::interrupted ? signal_of(run.wire) : 0;
  return outcome;
}

/// The first row of the journal, or the one that an earlier run left; an outcome where nothing may run.
std::optional<Outcome> open_journal(Run& run, const std::optional<Unfinished>& unfinished) {
  const auto begun = begin(run.wire, run.entry.version);
  roll_back(run.wire);
  if (!begun.reply.good())
    return failed(run, explain_other(run.wire, begun.reply, fmt::format("{} could not be begun", run.entry.version)),
                  false);
  if (!begun.ours) return failed(run, session_lost(run.wire, run.entry, begun), false);
  if (begun.recorded) return Outcome{.kind = Outcome::Kind::already};
  if (!unfinished) {
    const auto row = begin_journal(run.wire, run.entry);
    run.journal = row.value(0);
    if (row.good()) return std::nullopt;
    return failed(run, explain_other(run.wire, row, "the journal could not be written"), false);
  }
  const auto& found = *unfinished;
  run.journal = found.id;
  run.done = found.done;
  run.begun = found.begun;
  if (found.done > run.entry.statements.size() ||
      (found.done > 0 && found.done_checksum != checksum_of_first(run.entry, found.done))) {
    return failed(run, changed_below(run.entry, found), true);
  }
  if (found.done > 0) {
    run.diagnostics.push_back({.code = "M0611",
                               .severity = Severity::note,
                               .message = fmt::format("{} goes on at statement {} of {}", run.entry.version,
                                                      found.done + 1, run.entry.statements.size()),
                               .labels = {},
                               .notes = {"an earlier run was stopped there"},
                               .helps = {}});
  }
  return std::nullopt;
}

}  // namespace

Outcome apply_outside(Wire& wire, const Task& task, const Progress& progress,
                      const std::optional<Unfinished>& unfinished) {
  const auto& entry = *task.entry;
  const auto started = steady_clock::now();
  Run run{.wire = wire, .entry = entry, .progress = progress, .journal = {}};
  if (auto stop = open_journal(run, unfinished)) return std::move(*stop);

  const auto first = run.done;
  for (std::size_t i = 0; i < first; ++i) {
    if (!is_setting(text_of(entry, i))) continue;
    if (const auto reply = ask(wire, text_of(entry, i)); !reply.good()) return stopped_before(run, i, reply);
  }
  for (std::size_t i = first; i < entry.statements.size(); ++i) {
    announce(wire, entry, i, progress);
    const auto reply = run_statement(run, i);
    if (!reply.good()) return stopped_at(run, i, reply);
    run.begun.clear();
    if (PQtransactionStatus(wire.link.get()) != PQTRANS_IDLE) roll_back(wire);
  }

  if (wire.lookout != nullptr) wire.lookout->rest();
  clean(wire);
  const auto begun = begin(wire, entry.version);
  auto outcome = Outcome{.kind = Outcome::Kind::applied,
                         .statements = entry.statements.size() - first,
                         .failed_at = 0,
                         .took = since(started)};
  if (!begun.reply.good()) {
    roll_back(wire);
    return failed(
        run,
        explain_other(wire, begun.reply, fmt::format("all of {} ran, but it could not be recorded", entry.version)),
        true);
  }
  if (begun.recorded) {
    roll_back(wire);
    return {.kind = Outcome::Kind::already};
  }
  auto ended = end(wire, task, {.xid = begun.xid, .journal = run.journal, .took = since(started)});
  if (!ended.committed) {
    auto stopped = failed(run, std::move(*ended.diagnostic), true);
    stopped.diagnostics.back().notes.emplace_back(
        "its statements ran outside a transaction and are kept; `migrate apply` writes the row");
    return stopped;
  }
  outcome.diagnostics = std::move(run.diagnostics);
  if (ended.diagnostic) outcome.diagnostics.push_back(std::move(*ended.diagnostic));
  if (ended.lost) outcome.kind = Outcome::Kind::stopped;
  return outcome;
}

}  // namespace migrate::pg
