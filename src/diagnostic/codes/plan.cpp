#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0501",
     .title = "a migration was changed after it was applied",
     .explanation =
         "The statements that the history keeps differ from the file, comments and white space aside. Databases that "
         "have it already stay as they are, new ones get something else.\n\n"
         "Take the file back as it was (`git log -p -- FILE` shows it) and put the change into a new migration. Where "
         "the file is right and the database was brought to it by hand, `migrate repair NUMBER --applied --reason TEXT` "
         "takes the file's statements over into the history."},
    {.code = "M0502",
     .title = "transaction control inside a migration",
     .explanation =
         "`begin`, `commit`, `rollback` and their kin change the transaction that the migration and its history row "
         "share: the file would be half applied, or recorded and not applied. Nothing of such a file is sent. Pairs of "
         "`begin` and `commit` are harmless and left out (M0503); savepoints may stay.\n\n"
         "Remove the statement, or split the file into two migrations where it stands."},
    {.code = "M0503",
     .title = "the file's own transaction is left out",
     .explanation = "The file holds `begin` … `commit`, around all of it or around parts (Prisma writes a pair for each "
                    "change of an enum). Each migration runs in one transaction anyway, together with its history row, "
                    "so these statements are not sent."},
    {.code = "M0504",
     .title = "a whole migration runs outside a transaction because of one statement",
     .explanation =
         "`create index concurrently`, `vacuum` and some others cannot run in a transaction, so the file runs "
         "statement by statement. Where one fails, those before it stay; the journal keeps how far it came, and "
         "`migrate apply` goes on there.\n\n"
         "Put that statement into a migration of its own: then everything else is applied as a whole or not at all. A "
         "comment line `-- migrate: no-transaction` at the top says that it is meant so."},
    {.code = "M0505",
     .title = "an applied migration has no file here",
     .explanation =
         "The history holds a version that `supabase/migrations` does not. Another branch applied it, or the dashboard "
         "did, or the file was deleted. What is pending here still runs. The Supabase CLI refuses to push in this "
         "state.\n\n"
         "Bring the checkout up to date. `supabase migration fetch` writes files from the history; `migrate repair NUMBER "
         "--reverted --reason TEXT` forgets a row. Where the file is there under another number, `migrate reconcile` finds "
         "it by its statements."},
    {.code = "M0506",
     .title = "a migration comes before an applied one of the same service",
     .explanation =
         "Services take turns freely, but inside one service the numbers are the order in which its tool made them. "
         "This one was merged late. It runs after the applied one here and before it on an empty database, so both "
         "orders must work."},
    {.code = "M0507",
     .title = "there is no migration of that number",
     .explanation = "`--to` takes the number of a file in `supabase/migrations`, five digits: `--to 00106`."},
    {.code = "M0508",
     .title = "there is no service of that name",
     .explanation = "`--service` takes a name or a label from the workspace config."},
    {.code = "M0509",
     .title = "`supabase db push` would need `--include-all`",
     .explanation =
         "A pending migration has a lower number than an applied one. That is normal where services take turns, and "
         "`migrate apply` applies it: the history is a set. The Supabase CLI takes it for a mistake; who pushes with it "
         "adds `--include-all`."},
};

}  // namespace

const std::span<const Code> plan_codes = rows;

}  // namespace migrate::diagnostic
