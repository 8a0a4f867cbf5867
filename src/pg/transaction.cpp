#include "pg/transaction.hpp"

#include "pg/explain.hpp"
#include "pg/lock.hpp"
#include "pg/record.hpp"

#include <migrate/hash.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <random>

namespace migrate::pg {

namespace {

bool has_xid8(const Wire& wire) {
  return PQserverVersion(wire.link.get()) >= 130000;
}

std::string current_xid(const Wire& wire) {
  return has_xid8(wire) ? "pg_catalog.pg_current_xact_id()::text" : "pg_catalog.txid_current()::text";
}

constexpr std::string_view own_session = "reset session authorization; reset role; reset all";

/// Nothing of a migration outside of a transaction is rolled back with its rows.
std::string not_kept(const plan::Entry& entry) {
  if (entry.mode == TransactionMode::outside) return fmt::format("no row of {} was written", entry.version);
  return fmt::format("the transaction of {} was rolled back, nothing of it was kept", entry.version);
}

Ended refused(Wire& wire, const Task& task, const Recorded& recorded) {
  const auto& entry = *task.entry;
  const bool ledger = recorded.what == "ledger";
  const auto tool = entry.migration->provenance ? text::printable(entry.migration->provenance->tool) : std::string();
  auto diagnostic =
      explain_other(wire, recorded.reply,
                    ledger ? fmt::format("{} could not be recorded in the ledger of {}", entry.version, tool)
                           : fmt::format("{} could not be recorded in the {}", entry.version, recorded.what));
  if (ledger && recorded.reply.kind == Reply::Kind::failed) {
    diagnostic.code = "M0608";
    diagnostic.helps.push_back(
        fmt::format("`ledger: off` at the service `{}` leaves that bookkeeping to the tool itself",
                    text::printable(entry.migration->service)));
  }
  diagnostic.labels.push_back({.source = entry.migration->source, .span = {}, .text = "its statements ran"});
  diagnostic.notes.push_back(not_kept(entry));
  return {.committed = false, .lost = false, .diagnostic = std::move(diagnostic), .needs_repair = false};
}

Ended settled(Wire& wire, const plan::Entry& entry, const std::string& xid, const Reply& reply) {
  const auto verdict = settle(wire, xid, entry.version);
  Diagnostic diagnostic{.code = "M0607",
                        .message = fmt::format("the connection was lost while {} was committed", entry.version),
                        .labels = {{.source = entry.migration->source, .span = {}, .text = "this migration"}},
                        .notes = {},
                        .helps = {}};
  if (!reply.failure.message.empty()) diagnostic.notes.push_back(message_of(reply.failure));
  if (verdict == Verdict::unknown) {
    diagnostic.code = "M0604";
    diagnostic.message = fmt::format("it is not known whether {} was committed", entry.version);
    diagnostic.notes.push_back(
        fmt::format("the answer to COMMIT of transaction {} was lost, and no new connection could ask", xid));
    diagnostic.helps.emplace_back(
        "`migrate status` tells, once the server answers: the history row was part of that transaction");
    return {.committed = false, .lost = true, .diagnostic = std::move(diagnostic), .needs_repair = true};
  }
  const bool committed = verdict == Verdict::committed;
  diagnostic.notes.push_back(fmt::format("a new connection asked the server: transaction {} was {}", xid,
                                         committed ? "committed" : "rolled back"));
  diagnostic.notes.push_back(committed ? fmt::format("{} is applied and recorded", entry.version) : not_kept(entry));
  if (committed) diagnostic.severity = Severity::warning;
  if (!committed) diagnostic.helps.emplace_back("run `migrate apply` again");
  return {.committed = committed, .lost = true, .diagnostic = std::move(diagnostic), .needs_repair = false};
}

}  // namespace

Begun begin(Wire& wire, const std::string& version) {
  Begun begun;
  begun.reply = ask_all(
      wire, fmt::format("begin isolation level read committed read write; "
                        "lock table supabase_migrations.schema_migrations in share row exclusive mode; "
                        "select {}, exists (select from supabase_migrations.schema_migrations where version = {}), {}, "
                        "pg_catalog.pg_backend_pid()",
                        current_xid(wire), literal(wire, version), holds_lock()));
  begun.xid = begun.reply.value(0);
  begun.recorded = begun.reply.value(1) == "t";
  begun.process = begun.reply.value(3);
  begun.ours = begun.reply.value(2) == "t" && begun.process == wire.process;
  return begun;
}

std::vector<std::string> beginning(const Wire& wire, const std::string& version) {
  // A setting that does not exist makes an error, and that ends the pipeline.
  return {"begin isolation level read committed read write",
          "lock table supabase_migrations.schema_migrations in share row exclusive mode",
          fmt::format("select case when pg_catalog.pg_backend_pid() <> {} or not {} then "
                      "pg_catalog.current_setting('migrate.session_lost') when exists (select from "
                      "supabase_migrations.schema_migrations where version = {}) then "
                      "pg_catalog.current_setting('migrate.recorded') else "
                      "pg_catalog.set_config('migrate.transaction', {}, false) end",
                      wire.process, holds_lock(), literal(wire, version), current_xid(wire))};
}

std::vector<std::string> restoring(const Wire& wire) {
  return {
      "set constraints all immediate", "reset session authorization", "reset role",
      // The transaction of `beginning`, by its number; where the migration has reset all settings, by that one's lock.
      fmt::format(
          "select case when pg_catalog.current_setting('migrate.transaction', true) is distinct from {} and not "
          "exists (select from pg_catalog.pg_locks where pid = pg_catalog.pg_backend_pid() and locktype = "
          "'relation' and relation = 'supabase_migrations.schema_migrations'::pg_catalog.regclass and mode = "
          "'ShareRowExclusiveLock' and granted) then pg_catalog.current_setting('migrate.transaction_ended') end",
          current_xid(wire)),
      "reset all", wire.settings, "close all", "unlisten *", "deallocate all", "discard sequences", "discard temp"};
}

Restored restore(Wire& wire, const std::string& xid) {
  Restored restored;
  restored.reply = ask_all(wire, fmt::format("set constraints all immediate; {}; {}; select {}", own_session,
                                             wire.settings, current_xid(wire)));
  restored.same = restored.reply.value(0) == xid && PQtransactionStatus(wire.link.get()) == PQTRANS_INTRANS;
  return restored;
}

Reply commit(Wire& wire) {
  auto reply = ask(wire, "commit");
  if (!reply.good()) return reply;
  if (reply.rows && std::string_view(PQcmdStatus(reply.rows.get())) == "COMMIT") return reply;
  return {.kind = Reply::Kind::failed,
          .rows = nullptr,
          .failure = {.sqlstate = "40000", .message = "the server rolled the transaction back"}};
}

void roll_back(Wire& wire) {
  wire.winding_down = wire.winding_down || signal_of(wire) != 0;
  if (PQtransactionStatus(wire.link.get()) != PQTRANS_IDLE) ask(wire, "rollback");
}

void clean(Wire& wire) {
  ask_all(wire,
          fmt::format("close all; unlisten *; deallocate all; {}; discard plans; discard sequences; discard temp; {}",
                      own_session, wire.settings));
}

std::string text_of(const plan::Entry& entry, std::size_t index) {
  const auto& span = entry.statements[index].statement.span;
  return entry.migration->source->text.substr(span.begin, span.end - span.begin);
}

std::string checksum_of_first(const plan::Entry& entry, std::size_t statements) {
  std::string prints;
  for (std::size_t i = 0; i < statements; ++i) prints += sql::fingerprint(text_of(entry, i)) + '\n';
  return hash::sha256(prints);
}

std::string_view copy_data_of(const plan::Entry& entry, std::size_t index) {
  const auto& data = entry.statements[index].statement.copy_data;
  return data ? std::string_view(entry.migration->source->text).substr(data->begin, data->end - data->begin)
              : std::string_view();
}

bool is_worth_a_retry(const Reply& reply) {
  return reply.kind == Reply::Kind::failed && (reply.failure.sqlstate == "55P03" || reply.failure.sqlstate == "40P01");
}

std::chrono::milliseconds pause_after(int attempt, int percent) {
  constexpr int longest = 6;
  return std::chrono::milliseconds(500) * (1 << std::clamp(attempt, 0, longest)) * percent / 100;
}

bool pause_before(const Wire& wire, int attempt) {
  static thread_local std::minstd_rand numbers{std::random_device{}()};
  return pause(wire, pause_after(attempt, std::uniform_int_distribution<int>(50, 150)(numbers)));
}

Diagnostic session_lost(const Wire& wire, const plan::Entry& entry, const Begun& begun) {
  const auto kept = fmt::format("nothing of {} was begun", entry.version);
  if (begun.process != wire.process) return process_changed(wire, begun.process, kept);
  return {.code = "M0603",
          .message = "the lock of the migration history was lost while migrations ran",
          .labels = {},
          .notes = {kept},
          .helps = {"look for a migration that calls `pg_advisory_unlock_all()` or `discard all`",
                    "connect directly or through a session pooler"}};
}

Reply begin_alone(Wire& wire) {
  auto reply = ask_all(wire, "begin; select pg_catalog.pg_backend_pid()");
  if (!reply.good() || reply.value(0) == wire.process) return reply;
  const auto process = reply.value(0);
  roll_back(wire);
  return {.kind = Reply::Kind::failed,
          .rows = nullptr,
          .failure = {.sqlstate = "08003", .message = process_changed(wire, process, {}).message}};
}

Outcome ended_its_transaction(const plan::Entry& entry) {
  Outcome outcome{.kind = Outcome::Kind::failed};
  outcome.diagnostics.push_back(
      {.code = "M0610",
       .message = fmt::format("{} ended the transaction that it runs in", entry.version),
       .labels = {{.source = entry.migration->source, .span = {}, .text = "somewhere in here"}},
       .notes = {"its transaction was over before the last statement was",
                 "what ran before that is committed, and no history row was written"},
       .helps = {}});
  outcome.needs_repair = true;
  return outcome;
}

Ended end(Wire& wire, const Task& task, const End& how) {
  const auto& entry = *task.entry;
  const auto restored = restore(wire, how.xid);
  if (!restored.reply.good()) {
    auto ended = refused(wire, task,
                         {.reply = {.kind = restored.reply.kind, .rows = nullptr, .failure = restored.reply.failure},
                          .what = "history"});
    roll_back(wire);
    return ended;
  }
  if (!restored.same) {
    roll_back(wire);
    return {.committed = false,
            .lost = false,
            .diagnostic = std::move(ended_its_transaction(entry).diagnostics.front()),
            .needs_repair = true};
  }
  const auto recorded = record(wire, task, how.journal, how.took);
  if (!recorded.reply.good()) {
    roll_back(wire);
    return refused(wire, task, recorded);
  }
  const auto committed = commit(wire);
  if (committed.good()) return {.committed = true, .lost = false, .diagnostic = std::nullopt, .needs_repair = false};
  if (committed.kind != Reply::Kind::failed &&
      !(committed.kind == Reply::Kind::interrupted && !committed.failure.sqlstate.empty())) {
    return settled(wire, entry, how.xid, committed);
  }
  roll_back(wire);
  return refused(wire, task,
                 {.reply = {.kind = committed.kind, .rows = nullptr, .failure = committed.failure}, .what = "history"});
}

}  // namespace migrate::pg
