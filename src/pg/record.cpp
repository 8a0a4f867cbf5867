#include "pg/record.hpp"

#include "pg/explain.hpp"

#include <migrate/hash.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::pg {

namespace {

Question history_row(const plan::Entry& entry) {
  const auto& text = entry.migration->source->text;
  // The name as the Supabase CLI takes it: what stands between the first `_` and `.sql`.
  const auto file = file_name(*entry.migration);
  const auto name = file.substr(file.find('_') + 1);
  return {.sql = "INSERT INTO supabase_migrations.schema_migrations(version, name, statements) VALUES($1, $2, $3)",
          .values = {entry.version, std::string(name.substr(0, name.rfind(".sql"))),
                     array(sql::history_statements(text, sql::split(text)))}};
}

std::vector<std::string> journal_values(const Wire& wire, const plan::Entry& entry) {
  const auto& author = wire.options.author;
  const auto& provenance = entry.migration->provenance;
  return {entry.version,
          checksum_of(*entry.migration),
          entry.migration->service,
          provenance ? provenance->source : entry.migration->path,
          fmt::format("{}@{}", author.user, author.host),
          author.host,
          MIGRATE_VERSION,
          author.run,
          author.commit};
}

constexpr std::string_view insert_row = R"(
insert into migrate.journal (version, checksum, service, source, author, client_host, tool_version, run_id, git_commit,
                             database_user, state, started, finished, duration_ms, statements_done, done_checksum)
values ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''), session_user, )";

/// Of a migration that had a row since it began.
Question finished_row(const plan::Entry& entry, const std::string& id, std::chrono::milliseconds took) {
  return {.sql =
              "update migrate.journal set state = 'done', finished = pg_catalog.clock_timestamp(), "
              "duration_ms = $2::bigint, statements_done = $3::int, checksum = $4 where id = $1::bigint",
          .values = {id, std::to_string(took.count()), std::to_string(entry.statements.size()),
                     checksum_of(*entry.migration)}};
}

}  // namespace

Question journal_row(const Wire& wire, const plan::Entry& entry, std::string_view state) {
  auto values = journal_values(wire, entry);
  values.push_back(std::to_string(entry.statements.size()));
  values.emplace_back(state);
  return {.sql = std::string(insert_row) +
                 "$11, pg_catalog.now(), pg_catalog.clock_timestamp(), "
                 "(extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.now()) * 1000)::bigint, $10::int, '')",
          .values = std::move(values)};
}

std::string checksum_of(const Migration& migration) {
  return hash::sha256(text::normalise(migration.source->text));
}

std::string prints_of(const Unfinished& state) {
  return state.begun.empty() ? state.done_checksum : state.done_checksum + ' ' + state.begun;
}

Unfinished read_prints(std::string_view prints, Unfinished state) {
  const auto space = std::min(prints.find(' '), prints.size());
  state.done_checksum = prints.substr(0, space);
  state.begun = prints.substr(std::min(space + 1, prints.size()));
  return state;
}

Result<std::optional<Unfinished>> find_unfinished(Wire& wire, const std::string& version) {
  const auto reply = ask(wire, {.sql = "select id, statements_done, done_checksum from migrate.journal "
                                       "where version = $1 and state = 'running' order by id desc limit 1",
                                .values = {version}});
  if (!reply.good()) return fail(explain_other(wire, reply, "the journal could not be read"));
  if (PQntuples(reply.rows.get()) == 0) return std::nullopt;
  return read_prints(reply.value(2), {.id = reply.value(0), .done = std::stoul(reply.value(1)), .done_checksum = {}});
}

Result<std::set<std::string>> versions_unfinished(Wire& wire) {
  const auto reply = ask(wire, "select distinct version from migrate.journal where state = 'running'");
  if (!reply.good()) return fail(explain_other(wire, reply, "the journal could not be read"));
  std::set<std::string> versions;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) versions.insert(reply.value(0, row));
  return versions;
}

Reply begin_journal(Wire& wire, const plan::Entry& entry) {
  return ask(wire, {.sql = std::string(insert_row) + "'running', pg_catalog.now(), null, null, 0, '') returning id",
                    .values = journal_values(wire, entry)});
}

Reply update_journal(Wire& wire, const Unfinished& state) {
  // LOCAL: with the end of the transaction the role is again the one that the migration set.
  auto reply =
      ask_all(wire, fmt::format("set local session authorization default; set local role {}",
                                wire.options.role.empty() ? "to default" : identifier(wire, wire.options.role)));
  if (reply.good()) {
    reply = ask(
        wire, {.sql = "update migrate.journal set statements_done = $2::int, done_checksum = $3 where id = $1::bigint",
               .values = {state.id, std::to_string(state.done), prints_of(state)}});
  }
  if (reply.good()) return reply;
  // It is not about the statement: no place in that.
  reply.failure.position = 0;
  if (reply.failure.detail.empty())
    reply.failure.detail = "after the statement, `migrate.journal` could not be written";
  return reply;
}

std::vector<Recording> rows_of(const Wire& wire, const Task& task) {
  std::vector<Recording> rows;
  for (const auto& row : task.ledger)
    rows.push_back({.question = {.sql = row.sql, .values = row.values}, .what = "ledger"});
  if (wire.last == &task) rows.push_back({.question = {.sql = std::string(tell_postgrest)}, .what = "history"});
  rows.push_back({.question = history_row(*task.entry), .what = "history"});
  rows.push_back({.question = journal_row(wire, *task.entry, "done"), .what = "journal"});
  return rows;
}

Recorded record(Wire& wire, const Task& task, const std::string& journal, std::chrono::milliseconds took) {
  auto rows = rows_of(wire, task);
  if (!journal.empty()) rows.back().question = finished_row(*task.entry, journal, took);
  for (const auto& row : rows) {
    auto reply = ask(wire, row.question);
    if (!reply.good()) return {.reply = std::move(reply), .what = row.what};
  }
  return {.reply = {}, .what = {}};
}

}  // namespace migrate::pg
