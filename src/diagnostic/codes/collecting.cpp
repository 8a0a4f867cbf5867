#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0301",
     .title = "a file in supabase/migrations has no right name",
     .explanation =
         R"(Every file in `supabase/migrations` is called `NNNNN_<label>_<name>.sql`: five digits, the label of the service that
owns the number, and a name of lower-case letters, digits and `_`. In the bootstrap range there is no label. The Supabase CLI
skips names that it does not know, so such a file would silently never be applied.

Rename it with the `git mv` of the message. The database knows a migration by its number alone: a new name under the same
number changes nothing there.)"},
    {.code = "M0302",
     .title = "supabase/migrations is behind its sources",
     .explanation =
         R"(`migrate sync --check` found migrations that an ORM has written and nobody has collected, so the repository would
be deployed without them.

Run `migrate sync` and commit `supabase/migrations` together with the ORM's own files.)"},
    {.code = "M0303",
     .title = "the source of a migration has changed since it was collected",
     .explanation =
         R"(The ORM's file and the file in `supabase/migrations` are two copies of one migration, and they differ by more than
comments and white space. An applied migration is history: a database that has it will never run the new text.

- It was applied somewhere: restore the source, and put the change into a new migration of the ORM.
- It was applied nowhere yet: `migrate sync --update` takes the change over. The number stays. Versions listed in
  `.migrate/applied`, which `migrate apply` keeps, are refused.)"},
    {.code = "M0304",
     .title = "a collected file was edited by hand",
     .explanation =
         R"(A file that `migrate sync` wrote belongs to its source: the next change of the source would overwrite the edit, and
the ORM does not know of it. Comments and white space may be edited, such as a `-- migrate: allow …` above a statement.

Restore the file (`git restore`), and put the change into a new migration of the ORM, or into a migration of your own with
`migrate new`.)"},
    {.code = "M0305",
     .title = "collected migrations have no source any more",
     .explanation =
         R"(The ORM's files were removed or squashed. What was collected stays, because databases have applied it: `migrate`
never deletes and never renumbers a collected file. If the ORM's history was squashed into one new file, that file is a
baseline: databases that have the old migrations must not run it.)"},
    {.code = "M0306",
     .title = "a new migration sorts before collected ones",
     .explanation =
         R"(In the ORM's own order it comes earlier, most often because two branches were merged. It still gets the next number of
its lane: the collected ones keep theirs, and databases apply it after them. Check that it does not undo what they did.)"},
    {.code = "M0307",
     .title = "collected migrations were renamed by their tool",
     .explanation =
         R"(`drizzle-kit up` moves every migration into a folder of its own and changes its name; the SQL stays the same. They
are recognised by their bytes, their name and their second, and keep their numbers.

`migrate sync --update` writes the new names into the headers.)"},
    {.code = "M0308",
     .title = "files without a header equal their sources",
     .explanation =
         R"(They were collected by hand before `migrate` was there. They count as collected and keep their numbers. Without a
header, though, the ORM's own bookkeeping cannot be kept true when they are applied.

`migrate sync --update` puts the header above them; the SQL stays as it is.)"},
    {.code = "M0309",
     .title = "one source migration was collected twice",
     .explanation =
         R"(Two files in `supabase/migrations` come from the same source, most often because two branches collected it and both
were merged. Applied one after the other, the second one fails. Delete the one that no database has applied.)"},
    {.code = "M0310",
     .title = "the number of a migration has not five digits",
     .explanation =
         R"(Numbers are text of exactly five digits. The Supabase CLI orders by text: a 14-digit timestamp sorts after every
five-digit number and puts all later ones out of order, and `100` and `00100` are two versions. `supabase migration new` and
`supabase db diff -f` write timestamps; use `migrate new NAME`, or rename the file as the message says.)"},
    {.code = "M0311",
     .title = "two migrations have one number",
     .explanation =
         R"(The database knows a migration by its number alone, so only one of them would ever be applied. It happens when two
branches took the same number. Give the later one the next number, before it is applied anywhere.)"},
    {.code = "M0312",
     .title = "the number of a migration belongs to no service",
     .explanation =
         R"(Each service may use the numbers of its ranges only. Rename the file into its lane, or give the range to a service in
the config.)"},
    {.code = "M0313",
     .title = "the label in a file name is not that of the number's owner",
     .explanation =
         R"(The number says which service a migration belongs to, and the label says it again for people. When they contradict
each other one of them is wrong. Where one label begins like another (`rust` and `rust_service`) the number decides
which of them is meant. The bootstrap range carries no label, and there a name may not begin with that of a service.)"},
    {.code = "M0314",
     .title = "a file name holds characters that do not belong there",
     .explanation =
         R"(Names are lower-case ASCII letters, digits and `_`: they then mean the same on every file system, in every shell and
in the history table.)"},
    {.code = "M0315",
     .title = "a migration is empty",
     .explanation =
         R"(The file holds nothing but white space; most often it was never saved, or a tool failed while it wrote it. A migration
that does nothing by intent says so in a comment.)"},
    {.code = "M0316",
     .title = "a migration is not UTF-8 text",
     .explanation =
         R"(Postgres would read other characters than were meant, and the Supabase CLI replaces such bytes silently. Convert the
file with `iconv`, then look at it: UTF-16 comes from some editors and from PowerShell's `>`.)"},
    {.code = "M0317",
     .title = "a migration holds a NUL byte",
     .explanation =
         R"(Postgres cannot store it, and psql loses the rest of the line without a word. The file is damaged, or is UTF-16
without a mark at its start.)"},
    {.code = "M0318",
     .title = "the way back of a migration lies among the migrations",
     .explanation =
         R"(The Supabase CLI applies every `NNNNN_name.sql` in `supabase/migrations`, a `.down.sql` too: it would undo the
migration at once. Down files belong into `supabase/down`.)"},
    {.code = "M0319",
     .title = "SQL files lie in a folder below supabase/migrations",
     .explanation =
         R"(Neither the Supabase CLI nor `migrate` looks into folders there, so these files are never applied. If an ORM writes
them, point its output elsewhere and name that folder in the config.)"},
    {.code = "M0320",
     .title = "the numbers of a service are used up",
     .explanation =
         R"(Real histories hold some hundred migrations, so a range of 100 fills. Give the service a further range in the config;
the collected files keep their numbers. Gaps are not filled: a number is never used twice.)"},
    {.code = "M0321",
     .title = "the numbers of a service are nearly used up",
     .explanation =
         R"(At least 80 % of them are taken. Give the service a further range in the config before it is urgent.)"},
    {.code = "M0322",
     .title = "the header of a collected file is damaged",
     .explanation =
         R"(The comment lines at the head of a collected file say where it came from. Without them the file cannot be compared
with its source. Restore the file with `git restore`.)"},
    {.code = "M0323",
     .title = "there is no service of this name",
     .explanation = R"(Services are named as in the config, or by their label.)"},
    {.code = "M0324",
     .title = "`migrate new` must be told for which service",
     .explanation =
         R"(Without `--service` it takes the one service that writes plain SQL; here there are several, or none.)"},
    {.code = "M0325",
     .title = "a tool writes into supabase/migrations by itself",
     .explanation =
         R"(supabase/migrations holds what `migrate sync` has collected, under the numbers of each service. A tool that writes there
too, such as drizzle-kit with `out: './supabase/migrations'`, mixes its own numbers and its own bookkeeping files with them, and
every push would apply its migrations twice. Give the tool a folder of its own (`out: './drizzle'`), move its files there
together with its `meta` folder, and run `migrate sync`: it copies each one under the service's next number.)"},
    {.code = "M0326",
     .title = "a file has the name of a source, but other SQL",
     .explanation =
         R"(A file without a header is called like a source migration of the same service. If it was collected by hand and edited
afterwards, collecting the source again would apply the same change twice. Rename the file if it is something else; otherwise
restore its SQL to that of the source, and `migrate sync` takes it for what it is.)"},
    {.code = "M0327",
     .title = "two services have one migrations folder",
     .explanation = "Each of them would collect the same migrations under numbers of its own, and the second copy would "
                    "fail or double data when it is applied.\n\n"
                    "Give each service its own `path` or `migrations` in the config."},
    {.code = "M0330",
     .title = "the revisions of a service could not be rendered",
     .explanation =
         R"(Alembic's migrations are programs: new ones are run, without a database, by the project's own Python. It could not be
started, or it failed as a whole. Set `python` for the service in the config, to an interpreter that has `alembic` and the
project's packages.)"},
    {.code = "M0350",
     .title = "a file cannot be read",
     .explanation = R"(The operating system refused it; the note says why.)"},
    {.code = "M0351",
     .title = "a path leads out of the workspace",
     .explanation =
         R"(Paths in the config, in journals and in file names are relative to the workspace and stay below it. Nothing outside
is read or written.)"},
    {.code = "M0352",
     .title = "a path is, or lies behind, a symbolic link",
     .explanation =
         R"(Links may lead out of the workspace and may change between looking and reading, so none is followed. Put the file or
folder itself there.)"},
    {.code = "M0353",
     .title = "a path is not a regular file",
     .explanation = R"(Only regular files are read: a pipe or device could wait for ever.)"},
    {.code = "M0354",
     .title = "a file is larger than 256 MiB",
     .explanation = R"(Migrations change the schema. Load data of this size outside them.)"},
    {.code = "M0355",
     .title = "a file cannot be written",
     .explanation =
         R"(The operating system refused it; the note says why. Files are written all or none: first beside their places, then
renamed.)"},
    {.code = "M0356",
     .title = "a file is there already",
     .explanation = R"(Nothing that exists is overwritten. Another run may have written it meanwhile.)"},
    {.code = "M0357",
     .title = "another run of migrate is writing in this workspace",
     .explanation = R"(Two runs would take the same numbers, so one waits for the other, ten seconds at most.)"},
    {.code = "M0654",
     .title = "two services share a ledger",
     .explanation =
         R"(By default every drizzle service of a database keeps its rows in `drizzle.__drizzle_migrations`, every SQLx service in `_sqlx_migrations`, every Alembic in `alembic_version`, every Prisma in `_prisma_migrations`. `apply` keeps these tables true; with two services in one of them each tool finds the other's rows, and passes over migrations, or refuses to start.

The tools' own configs are read (drizzle.config, sqlx.toml, env.py): give the second service a table of its own there, as the help says. An existing table is not split by that: move the rows of the second service to the new one. Or say `ledger: off` at one of the services.)"},
    {.code = "M0359", .title = "there is no such file", .explanation = R"(The path is relative to the workspace.)"},
};

}  // namespace

const std::span<const Code> collecting_codes = rows;

}  // namespace migrate::diagnostic
