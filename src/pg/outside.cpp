#include "pg/explain.hpp"
#include "pg/indexes.hpp"
#include "pg/record.hpp"
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

/// What the journal keeps of the finished part, so that a rerun can tell whether it is still the same.
std::string checksum_of_first(const plan::Entry& entry, std::size_t statements) {
  std::string prints;
  for (std::size_t i = 0; i < statements; ++i) prints += sql::fingerprint(text_of(entry, i)) + '\n';
  return hash::sha256(prints);
}

struct Run {
  Wire& wire;
  const plan::Entry& entry;
  const Progress& progress;
  std::string journal;   ///< id of the running row
  std::size_t done = 0;  ///< statements that are finished
  bool resumed = false;
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
      .helps = {
          "put the first part back as it was: `migrate apply` then goes on behind it",
          fmt::format("or undo that part by hand and `delete from migrate.journal where id = {}`", unfinished.id)}};
  if (last > 0) {
    diagnostic.labels.push_back({.source = entry.migration->source,
                                 .span = {.begin = entry.statements.front().statement.span.begin,
                                          .end = entry.statements[last - 1].statement.span.end},
                                 .text = "already run, as it was then"});
  }
  return diagnostic;
}

/// `set …` of the finished part belongs to the session, which is a new one.
bool is_setting(const plan::Entry& entry, std::size_t index) {
  auto head = text_of(entry, index).substr(0, 4);
  std::transform(head.begin(), head.end(), head.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return head == "set ";
}

/// In a transaction with the journal's count: done and known to be done are one.
Reply run_counted(Run& run, std::size_t index) {
  auto reply = ask(run.wire, "begin");
  if (!reply.good()) return reply;
  reply = ask(run.wire, {.sql = text_of(run.entry, index), .copy_data = copy_data_of(run.entry, index)});
  if (!reply.good()) {
    roll_back(run.wire);
    return reply;
  }
  update_journal(run.wire, run.journal, index + 1, checksum_of_first(run.entry, index + 1));
  return commit(run.wire);
}

Reply run_alone(Run& run, std::size_t index) {
  if (const auto build = index_built_by(text_of(run.entry, index))) {
    // Left by a build that failed: with `if not exists` it would pass for the index, without it the name is taken.
    const auto invalid = invalid_indexes(run.wire, *build);
    for (const auto& name : invalid) {
      if (auto dropped = ask(run.wire, "drop index concurrently if exists " + name); !dropped.good()) return dropped;
    }
    if (run.resumed && index == run.done && invalid.empty() && is_valid_index(run.wire, *build)) return {};
  }
  // A lock timeout would cancel the build's wait for old snapshots and leave an invalid index.
  if (auto unlimited = ask(run.wire, "set lock_timeout = 0"); !unlimited.good()) return unlimited;
  auto reply = ask(run.wire, text_of(run.entry, index));
  if (reply.good()) ask(run.wire, fmt::format("set lock_timeout = '{}ms'", run.wire.options.lock_timeout.count()));
  return reply;
}

Reply run_statement(Run& run, std::size_t index) {
  if (run.entry.statements[index].meaning.need == sql::Need::no_transaction) return run_alone(run, index);
  for (int attempt = 1;; ++attempt) {
    auto reply = run_counted(run, index);
    // 25001: it cannot run in a transaction, and the parser did not know.
    if (reply.failure.sqlstate == "25001") return run_alone(run, index);
    if (!is_worth_a_retry(reply) || attempt >= run.wire.options.attempts || !pause_before(run.wire, attempt))
      return reply;
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
    if (const auto build = index_built_by(text_of(entry, index))) {
      for (const auto& name : invalid_indexes(run.wire, *build)) {
        half = true;
        diagnostic.notes.push_back(fmt::format(
            "the failed build left `{}` behind, invalid; `migrate apply` drops it before it tries again", name));
      }
    }
    if (reply.kind == Reply::Kind::failed) add_similar_names(run.wire, entry, index, reply.failure, diagnostic);
  }
  diagnostic.helps.push_back(reply.kind == Reply::Kind::failed
                                 ? fmt::format("{}: it goes on at statement {}", way_out(entry), index + 1)
                                 : fmt::format("run `migrate apply` again: it goes on at statement {}", index + 1));
  auto outcome = failed(run, std::move(diagnostic), half);
  outcome.failed_at = index + 1;
  outcome.signal = reply.kind == Reply::Kind::interrupted ? signal_of(run.wire) : 0;
  return outcome;
}

/// The first row of the journal, or the one that an earlier run left; an outcome where nothing may run.
std::optional<Outcome> open_journal(Run& run) {
  const auto begun = begin(run.wire, run.entry.version);
  roll_back(run.wire);
  if (!begun.reply.good())
    return failed(run, explain_other(run.wire, begun.reply, fmt::format("{} could not be begun", run.entry.version)),
                  false);
  if (!begun.locked) return failed(run, lock_lost(run.entry), false);
  if (begun.recorded) return Outcome{.kind = Outcome::Kind::already};
  const auto unfinished = find_unfinished(run.wire, run.entry.version);
  if (!unfinished) return failed(run, unfinished.error(), false);
  if (!*unfinished) {
    const auto row = begin_journal(run.wire, run.entry);
    run.journal = row.value(0);
    if (row.good()) return std::nullopt;
    return failed(run, explain_other(run.wire, row, "the journal could not be written"), false);
  }
  const auto& found = **unfinished;
  run.journal = found.id;
  run.done = found.done;
  run.resumed = true;
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

Outcome apply_outside(Wire& wire, const Task& task, const Progress& progress) {
  const auto& entry = *task.entry;
  const auto started = steady_clock::now();
  Run run{.wire = wire, .entry = entry, .progress = progress, .journal = {}};
  if (auto stop = open_journal(run)) return std::move(*stop);

  const auto first = run.done;
  for (std::size_t i = 0; i < first; ++i) {
    if (is_setting(entry, i)) ask(wire, text_of(entry, i));
  }
  for (std::size_t i = first; i < entry.statements.size(); ++i) {
    if (progress.live) progress.live(i + 1, entry.statements.size(), entry.statements[i].meaning.summary);
    if (progress.statement) progress.statement(text_of(entry, i));
    const auto reply = run_statement(run, i);
    if (!reply.good()) return stopped_at(run, i, reply);
    if (entry.statements[i].meaning.need == sql::Need::no_transaction) {
      update_journal(wire, run.journal, i + 1, checksum_of_first(entry, i + 1));
    }
    run.resumed = false;
    if (PQtransactionStatus(wire.link.get()) != PQTRANS_IDLE) roll_back(wire);
  }

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

Outcome apply(Connection& connection, const Task& task, const Progress& progress) {
  auto& wire = connection.wire();
  auto outcome = task.entry->mode == TransactionMode::inside ? apply_inside(wire, task, progress)
                                                             : apply_outside(wire, task, progress);
  wire.winding_down = wire.winding_down || signal_of(wire) != 0;
  if (PQstatus(wire.link.get()) == CONNECTION_OK && outcome.kind != Outcome::Kind::failed) clean(wire);
  for (auto& warning : std::exchange(wire.warnings, {})) {
    outcome.diagnostics.push_back(
        {.code = "M0612",
         .severity = Severity::warning,
         .message = text::printable(warning),
         .labels = {},
         .notes = {fmt::format("Postgres warned of this while it ran {}", file_name(*task.entry->migration))},
         .helps = {}});
  }
  return outcome;
}

}  // namespace migrate::pg
