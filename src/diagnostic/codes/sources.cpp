#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0200",
     .title = "a service has no migrations of its tool yet",
     .explanation =
         "No folder below the service's own looks as if its tool had written migrations there. For a new service that "
         "is so until the tool runs for the first time.\n\n"
         "Where the migrations lie in another place, name the folder in the config; it counts from the folder of the "
         "service:\n\n"
         "```yaml\nservices:\n  server:\n    migrations: src/db/migrations\n```"},
    {.code = "M0201",
     .title = "a service has several folders with migrations of its tool",
     .explanation = "A lane has one order, so a service collects from one folder. Here several could be meant: the "
                    "tool has several "
                    "configs that write to different folders, or several folders hold its migrations.\n\n"
                    "Name the one with `migrations:` at the service, or make a service of its own for each, with its "
                    "own numbers."},
    {.code = "M0202",
     .title = "the migrations folder of a service leads outside",
     .explanation = "The tool's own config names a folder that is not below the folder of the service, or not even in "
                    "the workspace. "
                    "Nothing outside of the workspace is ever read.\n\n"
                    "Where the folder is in the workspace, give the service a `path` above both its code and its "
                    "migrations, and name "
                    "the folder with `migrations:`."},
    {.code = "M0203",
     .title = "the migrations are for another database",
     .explanation =
         "The tool's config, its journal or its lock file names another database than PostgreSQL. SQL for MySQL or "
         "SQLite "
         "is not collected, since it would fail on the server, or worse: not fail.\n\n"
         "Where a repository keeps a folder for each database, name the one for Postgres with `migrations:`."},
    {.code = "M0204",
     .title = "drizzle's journal is missing or damaged",
     .explanation =
         "drizzle-kit 0.x keeps the order of its migrations in `meta/_journal.json` and nowhere else: file names do "
         "not "
         "tell it. Without a readable journal nothing can be collected in the right order.\n\n"
         "Restore the file from version control. After a merge, look for conflict markers and for a comma too many."},
    {.code = "M0205",
     .title = "drizzle's journal names a file that is missing",
     .explanation =
         "drizzle-kit writes the journal before the file, so `--name 'a/b'` or a full disk leaves an entry without a "
         "file; "
         "so does deleting a migration by hand. drizzle's own migrator stops at such an entry.\n\n"
         "Restore the file, or take the entry out with `drizzle-kit drop`, which removes its snapshot as well."},
    {.code = "M0206",
     .title = "a SQL file is not in drizzle's journal",
     .explanation = "drizzle runs what its journal names; any other `.sql` file in the folder is never run, and it is "
                    "not collected.\n\n"
                    "To make it a migration, run `drizzle-kit generate --custom` and put its SQL into the new file. "
                    "Else move it out "
                    "of the folder."},
    {.code = "M0207",
     .title = "two migrations of a service have one identity",
     .explanation =
         "A tool knows a migration by its tag, version or revision. Two with the same one cannot both be recorded as "
         "applied. This is what a merge of two branches leaves when both made the next migration.\n\n"
         "Keep one of them, and generate the other one again so that it gets a number of its own."},
    {.code = "M0208",
     .title = "drizzle's own migrator would skip a migration silently",
     .explanation =
         "The migrator of drizzle-orm 0.x looks at the newest `created_at` of its table and runs the entries of the "
         "journal "
         "whose `when` is greater. An entry of a branch that was merged late has a smaller one: it is skipped, with "
         "exit "
         "code 0 and a message of success.\n\n"
         "`migrate` does not go by these times: it collects the migration and applies it. Where drizzle's own migrator "
         "runs somewhere, too, set `when` of the entry to a time after the one before it, or upgrade to drizzle-kit "
         "1.0."},
    {.code = "M0209",
     .title = "drizzle's journal names something that is no file of its folder",
     .explanation =
         "A tag is the name of a file beside the journal. One with a `/`, a `\\` or `..` in it leads elsewhere; "
         "`drizzle-kit generate --name 'a/b'` makes such an entry and then stops. It is not followed.\n\n"
         "Take the entry out with `drizzle-kit drop`, and generate the migration under a plain name."},
    {.code = "M0210",
     .title = "a folder holds migrations of drizzle-kit 0.x and of 1.0",
     .explanation =
         "drizzle-kit 0.x keeps a journal, 1.0 a folder for each migration. With both in one place neither version "
         "goes "
         "on, and no order holds for all of them.\n\n"
         "Run `drizzle-kit up` of version 1.0: it turns the old migrations into folders. Migrations that are collected "
         "already are recognised under their new names."},
    {.code = "M0211",
     .title = "a migration's folder holds no migration.sql",
     .explanation =
         "Prisma and drizzle-kit 1.0 keep each migration in a folder of its own. This one is empty, or holds other "
         "files "
         "only: often the rest of a branch, since version control does not keep empty folders. `prisma migrate deploy` "
         "stops at it with P3015.\n\nRestore the file, or remove the folder."},
    {.code = "M0212",
     .title = "a migration has no number that its tool could order it by",
     .explanation = "SQLx orders by the whole number before the first `_` and stops at a file whose name begins with "
                    "anything else. "
                    "drizzle-kit 1.0 orders by the 14 digits that a folder's name begins with.\n\n"
                    "Give the file or folder such a number, or move it elsewhere."},
    {.code = "M0213",
     .title = "the format of a migration is not supported",
     .explanation = "Prisma 8 writes a graph of packages (`migration.json`, `ops.json`) in place of SQL files. There "
                    "is no SQL on disk "
                    "to collect.\n\nGenerate the migrations with Prisma 7, or write their SQL as plain migrations with "
                    "`migrate new`."},
    {.code = "M0214",
     .title = "a file is ignored by its tool",
     .explanation = "SQLx takes files named `VERSION_description.sql` from the top of its folder, and passes over all "
                    "others without a "
                    "word. They are not collected either.\n\nGive the file a version and a `_` if it is meant to run."},
    {.code = "M0215",
     .title = "a migration holds no statement",
     .explanation =
         "The file holds nothing but comments: `drizzle-kit generate --custom`, `prisma migrate dev --create-only` and "
         "`sqlx migrate add` write such a file for you to fill. It counts as a migration for its tool, so it is "
         "collected "
         "as it is.\n\nWrite the SQL before you run `migrate sync`: a change after collecting takes `migrate sync "
         "--update`, "
         "and after applying it takes a migration of its own."},
    {.code = "M0216",
     .title = "a setting of the tool's config cannot be read",
     .explanation = "Configs in TypeScript or JavaScript are read as text and never run. A value that is put together "
                    "by the program "
                    "(`process.env.…`, a function, a variable) is unknown; the usual one is taken in its place.\n\n"
                    "Write the value as a plain string in the tool's config, or name the folder with `migrations:` at "
                    "the service."},
    {.code = "M0217",
     .title = "a ledger's table has no proper name",
     .explanation = "The tool's config names the table of its own bookkeeping. It must be `table` or `schema.table`, "
                    "with each part in "
                    "double quotes where it is not plain lower case, and at most 63 bytes long."},
    {.code = "M0218",
     .title = "a way back has no way forth",
     .explanation = "SQLx pairs `VERSION_description.up.sql` with `VERSION_description.down.sql`. This `.down.sql` has "
                    "no partner, "
                    "so SQLx never runs it and it is not collected.\n\nRestore the `.up.sql`, or remove the file."},
    {.code = "M0219",
     .title = "a directive of SQLx stands where it has no effect",
     .explanation =
         "SQLx leaves the transaction out only where `-- no-transaction` are the very first bytes of the file. A byte "
         "order "
         "mark, an empty line or a licence above it switches the directive off without a word, and `CREATE INDEX "
         "CONCURRENTLY` then fails.\n\nMove the line to the very beginning of the file."},
};

}  // namespace

const std::span<const Code> sources_codes = rows;

}  // namespace migrate::diagnostic
