#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0601",
     .title = "a statement of a migration failed",
     .explanation =
         "The database refused a statement. The message is its own; the place, the SQLSTATE and the name of the "
         "condition stand at the label. The run stops there. In a transaction nothing of the migration is kept; "
         "outside of one the note says how many statements are done.\n\n"
         "Correct the source, collect it again and apply. Migrations before this one stay applied."},
    {.code = "M0602",
     .title = "another run is migrating this database",
     .explanation =
         "One run at a time holds the lock (an advisory lock of the session, key 7883946363647714593, `migrate!` in "
         "ASCII). It is polled for `--wait` seconds; then the program ends with exit code 5 and names the holder.\n\n"
         "Wait for the other run. Where its machine is gone, the server frees the lock as soon as it notices; "
         "`select pg_terminate_backend(PID)` does it at once."},
    {.code = "M0603",
     .title = "the lock of the migration history was lost",
     .explanation =
         "The session did not hold its advisory lock any more. A migration that calls `pg_advisory_unlock_all()` or "
         "`discard all` gives it away; so does a pooler that moves the session to another server connection. Every "
         "history row is written under a table lock in the migration's own transaction, so nothing was applied twice."},
    {.code = "M0604",
     .title = "it is not known whether a migration was committed",
     .explanation =
         "The connection ended between COMMIT and its answer, and no new one could be made to ask the server what "
         "became of the transaction. Exit code 6.\n\n"
         "`migrate status` tells it once the server answers: the history row was part of that transaction. Then run "
         "`migrate apply` again."},
    {.code = "M0605",
     .title = "the finished part of a migration was changed",
     .explanation =
         "A migration that runs outside a transaction was stopped half-way, and the statements that are done already "
         "do not stand in the file any more. Going on would leave a mixture. Exit code 6.\n\n"
         "Put the finished part back as it was. Or undo it by hand, and `migrate repair NUMBER --reverted --reason TEXT` "
         "makes `apply` begin again; or do the rest by hand, and `--applied` records it."},
    {.code = "M0606",
     .title = "interrupted by a signal",
     .explanation =
         "SIGINT, SIGTERM or SIGHUP arrived. The running statement was cancelled on the server, its transaction rolled "
         "back and the lock given back. Migrations before it stay applied; `migrate apply` goes on there."},
    {.code = "M0607",
     .title = "the connection was lost",
     .explanation =
         "The server or the network ended the connection. The program never goes on by a new one: it would have "
         "neither the lock nor the settings. A transaction that was open is rolled back by the server. Where the "
         "answer to COMMIT was lost, a new connection asks for the status of that very transaction, and the message "
         "says for sure what became of it."},
    {.code = "M0608",
     .title = "a migration could not be recorded in the tool's own ledger",
     .explanation =
         "The ORM's own table (`drizzle.__drizzle_migrations`, `alembic_version`, …) is kept true in the migration's "
         "transaction, so that the tool finds the database up to date. That row was refused, and the migration was "
         "rolled back with it.\n\n"
         "Look at the table: another shape, another schema, missing rights. `ledger: off` at the service leaves the "
         "bookkeeping to the tool."},
    {.code = "M0609",
     .title = "the migration history could not be read or written",
     .explanation =
         "`supabase_migrations.schema_migrations` and `migrate.journal` are made at the first apply. The role needs "
         "the right to create schemas in the database, or the tables must be there and be its own."},
    {.code = "M0610",
     .title = "a migration ended the transaction that it runs in",
     .explanation =
         "The transaction in which the last statement ended is not the one that was begun. Something in the file "
         "committed or rolled back. What ran before that may be kept, and no history row was written. Exit code 6.\n\n"
         "Look what the database has, correct the file, and apply again. Where all of it is there, `migrate repair NUMBER "
         "--applied --reason TEXT` records it."},
    {.code = "M0611",
     .title = "a migration goes on where it was stopped",
     .explanation = "It runs outside a transaction, and the journal keeps how many of its statements are done."},
    {.code = "M0612",
     .title = "Postgres gave a warning",
     .explanation = "A WARNING of the server while a migration ran. The statement itself succeeded."},
    {.code = "M0620",
     .title = "the role of the target may not be taken",
     .explanation =
         "`role` of a target in migrate.yaml is what the session becomes after it has logged in (`SET ROLE`), so that "
         "everything a migration makes belongs to one role, whoever deploys. The server has no such role, or the user "
         "that logged in is no member of it. `grant ROLE to USER` lets the user take it.\n\n"
         "The history, the journal and the ledgers are written as that role, too: it needs the rights on them, and at "
         "the first apply the right to create schemas in the database."},
    {.code = "M0621",
     .title = "an ORM's own migrator is migrating this database",
     .explanation =
         "A service of the workspace whose ORM migrates by itself (`prisma migrate deploy`, `sqlx migrate run`, "
         "`sqlx::migrate!` at boot) holds the advisory lock that its ORM uses for that. `apply` takes the same lock, so "
         "that the two never run at once: a service that boots meanwhile waits, and finds everything applied. It is "
         "polled for `--wait`; then the program ends with exit code 5 and names the holder.\n\n"
         "While a statement runs outside a transaction the lock is given back: CREATE INDEX CONCURRENTLY would wait for "
         "whoever waits for the lock."},
    {.code = "M0622",
     .title = "another tool seems to be migrating this database",
     .explanation =
         "Somebody holds the advisory lock that another well-known migration tool uses (Rails, goose, golang-migrate, "
         "…). No service of the workspace uses that tool, so it is only said."},
    {.code = "M0623",
     .title = "a migration adds a value to an enum and uses it",
     .explanation =
         "Postgres refuses to use a new value of an enum in the transaction that added it (55P04). A file that only adds "
         "values runs in one transaction as ever. One that uses them, too, runs in two: the first ends behind the last "
         "`alter type … add value`, and the journal keeps that it is done. Where the second fails, the first stays, and "
         "the next `migrate apply` goes on behind it."},
};

}  // namespace

const std::span<const Code> apply_codes = rows;

}  // namespace migrate::diagnostic
