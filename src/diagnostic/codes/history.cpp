#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0660",
     .title = "a half done migration has no file here",
     .explanation =
         "A migration that runs outside a transaction was stopped half-way by an earlier run, and "
         "`supabase/migrations` "
         "has no file of its number. Another branch has it, or it was deleted or renumbered meanwhile.\n\n"
         "Bring the checkout up to date and apply. Where the migration is given up, undo by hand what it did, and "
         "`migrate repair NUMBER --reverted --reason TEXT` forgets that it was begun."},
    {.code = "M0661",
     .title = "a migration is half done",
     .explanation =
         "It runs outside a transaction, and an earlier run was stopped between its statements. The journal keeps how "
         "many of them ran; `migrate apply` goes on behind them.\n\n"
         "Where the rest was done by hand, `migrate repair NUMBER --applied --reason TEXT` records it. Where its first "
         "part was undone by hand, `--reverted` makes `apply` begin at the first statement."},
    {.code = "M0662",
     .title = "there is no migration of that number to repair",
     .explanation =
         "`migrate repair` takes versions as they stand in front of the files' names, as text: `00106`, not `106`. It "
         "knows those of `supabase/migrations` and those of the history. Nothing was changed, of the other versions "
         "neither."},
    {.code = "M0663",
     .title = "a migration without a file cannot be marked as applied",
     .explanation =
         "The row that `apply` and the Supabase CLI write holds the name and the statements of the file. Without the "
         "file there is nothing true to write. Bring the checkout up to date."},
    {.code = "M0664",
     .title = "the history says so already",
     .explanation = "Nothing is written for this version: it is marked as asked. The other versions are marked."},
    {.code = "M0665",
     .title = "there is no change of the history to undo",
     .explanation = "`migrate repair --undo` takes the last `repair`, `baseline` or `reconcile` back that was not "
                    "undone yet; given "
                    "again, the one before. `migrate.repairs` keeps them. What `apply` did is no change of that kind."},
    {.code = "M0666",
     .title = "the last change of the history cannot be undone",
     .explanation =
         "The rows are not as that change left them: another program wrote the history, or `apply` ran the migration. "
         "To put the rows of that time back would make the history say what is not so. Nothing was changed.\n\n"
         "Settle each version by itself: `migrate repair VERSION --applied` or `--reverted`. `migrate.repairs` shows "
         "what there was before."},
    {.code = "M0667",
     .title = "somebody else changed the history meanwhile",
     .explanation =
         "Between the look at the history and its change another program wrote it, one that does not take our lock, as "
         "the Supabase CLI. The transaction was rolled back. Look at `migrate status` and try again."},
    {.code = "M0668",
     .title = "a database with a history cannot get a baseline",
     .explanation =
         "`migrate baseline` is for a database whose tables are there and whose history is not: it records all at "
         "once. "
         "Where the history has rows, or a migration is half done, it would say more than anybody knows.\n\n"
         "`migrate repair VERSION --applied` records single ones. `migrate reconcile` renumbers rows whose files have "
         "other numbers. A baseline that was made by mistake is taken back by `migrate repair --undo`."},
    {.code = "M0669",
     .title = "an empty database cannot get a baseline",
     .explanation =
         "There is no schema, table, view, type or function that migrations could have made; what extensions, Supabase "
         "and the ORMs keep for themselves does not count. To record migrations as applied there would make every "
         "later one fail. Most often it is the wrong database.\n\n"
         "`migrate apply` builds an empty database."},
    {.code = "M0670",
     .title = "the database is not what the migrations make",
     .explanation =
         "`migrate baseline --verify` built the migrations on a scratch server and compared schemas, tables, views, "
         "columns with type and `not null`, sequences, enums and functions. Indexes, constraints, policies and data "
         "are "
         "not compared. Something that the migrations make is missing in the database or is different there, and "
         "nothing was recorded.\n\n"
         "Begin with an earlier migration (`--to`), or bring database and migrations together."},
    {.code = "M0671",
     .title = "several rows or files have the same statements",
     .explanation =
         "`migrate reconcile` tells rows and files apart by their statements. Where two are the same, it is not known "
         "which is which, and they are left alone. Settle them one by one with `migrate repair`."},
    {.code = "M0672",
     .title = "the number of a file is taken by another row",
     .explanation =
         "A row has the statements of a file, and the file's number belongs to a row with other statements that stays: "
         "an edited migration (M0501), or a mistake. Nothing of the two was changed; the others were. Settle the row "
         "that is in the way first."},
    {.code = "M0673",
     .title = "the tools' own bookkeeping is left as it is",
     .explanation = "`repair`, `baseline` and `reconcile` change the shared history alone. An ORM's ledger "
                    "(`drizzle.__drizzle_migrations`, `alembic_version`, …) may say something else then, and its own "
                    "migrator would "
                    "act on it."},
    {.code = "M0674",
     .title = "no file has the statements of a row",
     .explanation =
         "The row has no file of its number and none of its content, or it holds no statements to compare. "
         "`migrate reconcile` leaves it. Another branch may have the file; `migrate repair VERSION --reverted` forgets "
         "the row."},
    {.code = "M0675",
     .title = "the database has more than the migrations make",
     .explanation =
         "`migrate baseline --verify` found tables, columns or others in the database that are not on the scratch "
         "server. A baseline does not care: no migration touches them."},
};

}  // namespace

const std::span<const Code> history_codes = rows;

}  // namespace migrate::diagnostic
