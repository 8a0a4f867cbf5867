#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0680",
     .title = "an ORM's ledger does not say what the history says",
     .explanation =
         "Each ORM keeps a table of what it has run. `migrate apply` writes its rows in the migration's own transaction, "
         "so that a service which migrates by itself finds nothing to do. Here rows are missing, say something else, say "
         "that they did not end, or are there twice. Exit code 4.\n\n"
         "`migrate ledger --repair` puts them right in one transaction; with `--dry-run` it only shows how."},
    {.code = "M0681",
     .title = "an ORM's ledger has a migration that the history does not have",
     .explanation =
         "The tool ran it by itself. `migrate apply` holds it for pending and would run it again, where it fails at what "
         "is there already.\n\n"
         "Look whether the database has what it makes. Then `migrate repair NNNNN --applied` records it in the history. "
         "No row is taken out of the ledger here: it may be all that knows of it."},
    {.code = "M0682",
     .title = "an ORM's ledger has a row of no migration that is here",
     .explanation =
         "Neither a source nor a collected file of this checkout belongs to the row. A newer checkout may have run it, "
         "another service may use the same table, or the source was deleted. SQLx and Alembic stop at such a row.\n\n"
         "Bring the checkout up to date. Give each service a table of its own: `migrations.table` of drizzle.config.ts, "
         "`table-name` of sqlx.toml, `version_table` of env.py."},
    {.code = "M0683",
     .title = "a ledger's table is not as the tool makes it",
     .explanation =
         "A table of that name is there, and lacks columns that the tool's own table has. It belongs to something else, or "
         "to a version of the tool that is not known here. Nothing was changed.\n\n"
         "Give the ledger a table of its own in the tool's config, or set `ledger: off` at the service."},
    {.code = "M0684",
     .title = "an ORM's ledger has a migration that did not come to an end",
     .explanation =
         "The tool ran it by itself and stopped half-way: `success` of `_sqlx_migrations` is false, or a row of "
         "`_prisma_migrations` is neither finished nor rolled back (P3009). The history does not have it.\n\n"
         "Look what the database has of it. Where nothing was kept, `migrate apply` runs it and settles the row. Where all "
         "of it was, `migrate repair NNNNN --applied` and `migrate ledger --repair` do."},
    {.code = "M0685",
     .title = "a migration that is not applied has no way back",
     .explanation =
         "`migrate down` takes back what the history has. Without a version it takes the one that was applied last, which "
         "only the journal knows: rows that other programs wrote have no time.\n\n"
         "`migrate status` shows what is applied; name one: `migrate down NNNNN`."},
    {.code = "M0686",
     .title = "a later migration of the same service stands above",
     .explanation =
         "Inside one lane each migration builds on those before it, and the tool's own ledger names the last. So only the "
         "last applied one of a lane can be taken back. Lanes of other services are warned about, not refused.\n\n"
         "Take back what stands above first, one by one, or all of it at once: `migrate down --to NNNNN`, which leaves "
         "NNNNN itself."},
    {.code = "M0687",
     .title = "a migration has no way back",
     .explanation =
         "SQLx writes one (`.down.sql`), Alembic has `downgrade()`: `migrate sync` collects them into supabase/down. "
         "Drizzle and Prisma write none, and a `downgrade()` that needs a live database is left out.\n\n"
         "The way forward is a further migration that undoes it. Or write the way back by hand into supabase/down, under "
         "the migration's own name."},
    {.code = "M0688",
     .title = "a way back cannot run in one transaction",
     .explanation =
         "`migrate down` runs a way back, and takes the history row, the journal row and the ledger's row with it, in one "
         "transaction: all of it or nothing. `drop index concurrently`, `vacuum` and the like cannot run in one, and "
         "`begin` or `commit` would end it half-way.\n\n"
         "Write the statement without `concurrently` in supabase/down, or take it back with a further migration."},
    {.code = "M0689",
     .title = "migrations of other services were applied after the one that is taken back",
     .explanation =
         "They may use what its way back takes away: then a statement fails, and nothing is changed. What they use "
         "without the database knowing of it (a function's body, a query of the application) breaks later."},
    {.code = "M0690",
     .title = "the history has changed meanwhile",
     .explanation =
         "Between the question and the answer another run applied something, or took something back. What was shown is "
         "not what would run now. Nothing was changed; ask again."},
    {.code = "M0691",
     .title = "what is taken back is shown first, and nobody was there to say yes",
     .explanation =
         "`migrate down` shows the SQL of the way back and asks. In a pipeline nobody can answer: look at it with "
         "`--dry-run`, then run it with `--yes`. Nothing was changed."},
};

}  // namespace

const std::span<const Code> ledger_codes = rows;

}  // namespace migrate::diagnostic
