#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0644",
     .title = "the role may not do what is pending",
     .explanation =
         "Before the first write the server is asked whether the role may write `supabase_migrations.schema_migrations` "
         "and `migrate.journal` (or may make them), may make tables in the schemas that pending statements name, and "
         "owns the tables that they alter or drop, or is a member of their owner. What would fail half-way through a "
         "run fails in front of it.\n\n"
         "Where a pending migration changes role, search path or rights by itself, what is said of schemas and tables "
         "is a warning: its turn may come with other rights."},
    {.code = "M0645",
     .title = "the server has hardly a connection left",
     .explanation =
         "`max_connections`, less those reserved for superusers, less those that are taken. The run has its own; where "
         "it is lost, a new one settles what became of a migration."},
    {.code = "M0646",
     .title = "an index is invalid",
     .explanation =
         "`create index concurrently` or `reindex concurrently` was stopped. Postgres keeps such an index up to date and "
         "uses it for no query. An index that a pending migration builds is not named: the run finds and drops it."},
    {.code = "M0647",
     .title = "a prepared transaction holds locks",
     .explanation =
         "`prepare transaction` leaves a transaction that belongs to no session, and its locks last until somebody "
         "commits it or rolls it back, also over a restart. On tables that are to be changed that is an error; else a "
         "warning where it is older than an hour."},
    {.code = "M0648",
     .title = "the database runs out of transaction numbers",
     .explanation =
         "`age(datfrozenxid)` of this database is above 1.6 billion; the server stops accepting writes 3 million short "
         "of 2.1 billion. Long transactions, prepared transactions and abandoned replication slots keep rows from "
         "being frozen."},
    {.code = "M0649",
     .title = "a vacuum against wraparound works on a table",
     .explanation =
         "An ordinary autovacuum gives way where somebody wants a lock that it is in the way of; one that prevents "
         "wraparound does not. Statements that change its table wait, run into `lock_timeout`, and are tried again."},
    {.code = "M0650",
     .title = "pg_dump is reading a table that is to be changed",
     .explanation =
         "A dump holds `access share` on every table from its beginning to its end. A statement that needs the table for "
         "itself waits behind it, and every query of the application waits behind that statement. Nothing is changed "
         "while one runs."},
    {.code = "M0651",
     .title = "a long transaction holds locks on a table that is to be changed",
     .explanation =
         "It has been open for more than five seconds, and its locks stand against those that pending statements need. "
         "They are waited for with `lock_timeout` and tried again, so this is a warning. Of other users' sessions an "
         "ordinary role sees neither age nor query; `grant pg_read_all_stats` shows them."},
    {.code = "M0652",
     .title = "an old transaction delays what is built concurrently",
     .explanation =
         "`create index concurrently`, `drop index concurrently` and `reindex concurrently` wait for every transaction "
         "of the database that is older, whatever it reads. One that was left open delays them without an end."},
    {.code = "M0653",
     .title = "the database could not be examined before the run",
     .explanation =
         "The one question about rights, locks, indexes and connections was refused: the server lacks a catalog or a "
         "function of Postgres. The run goes on; what would have been said in front of it, its statements say."},
};

}  // namespace

const std::span<const Code> preflight_codes = rows;

}  // namespace migrate::diagnostic
