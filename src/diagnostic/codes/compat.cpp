#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0520",
     .title = "`supabase db push` refuses: an applied version has no file here",
     .explanation =
         R"(The Supabase CLI wants a file for every row of the history, by the version alone. It says `Remote migration versions not
found in local migrations directory.`, and no flag changes that. `migrate apply` goes on, and says M0505.

Bring the checkout up to date. `supabase migration fetch` writes files from the history; `supabase migration repair
--status reverted NUMBER` forgets a row.)"},
    {.code = "M0521",
     .title = "`supabase db push` refuses: a file comes before an applied version",
     .explanation =
         R"(The Supabase CLI takes the history for a line: a file whose version is lower than an applied one was forgotten, it thinks,
and it says `Found local migration files to be inserted before the last migration on remote database.` Where services have
ranges of their own this is every other day's state, and harmless.

`migrate apply` applies it as it is. `supabase db push --include-all` does so, too.)"},
    {.code = "M0522",
     .title = "the Supabase CLI would fail in a file",
     .explanation =
         R"(The Supabase CLI sends a file statement by statement in one pipeline, without `begin`, and its row of the history with the
last of them; `create index concurrently`, `vacuum` and their kin go out alone, and what ran before them is kept. So some
files that are right in `psql` or for `migrate apply` fail there:

- two files of one version: the second row is refused with SQLSTATE 23505
- `lock table`, `savepoint`: they need a transaction block (25P01)
- `drop database`, `alter table … detach partition … concurrently` and others behind another statement: they must run
  outside a transaction, and the CLI does not know them (25001)
- `copy … from stdin`: the data is not sent (08P01)
- lines for psql, also `\restrict` of pg_dump (42601))"},
    {.code = "M0523",
     .title = "the Supabase CLI would lose what it ran, and report success",
     .explanation =
         R"(A file that begins a transaction and does not end it takes every later file with it: the server rolls all of them back when
the CLI hangs up, the rows of the history as well, and the CLI has said `Applying migration …` for each and exits 0. A file
that ends in `rollback` is recorded as applied, and nothing of it is there.

Take `begin`, `commit` and `rollback` out of the file: each migration is applied as a whole without them, by `migrate apply`
and by the Supabase CLI.)"},
    {.code = "M0524",
     .title = "the Supabase CLI skips a file",
     .explanation =
         R"(It takes names of digits, `_`, anything and `.sql`, in small letters, and it passes over the very first file if that is named
`…_init.sql` with a date before 2021-12-09. It says so in a line, and goes on.)"},
    {.code = "M0525",
     .title = "the Supabase CLI leaves an ORM's own bookkeeping as it is",
     .explanation =
         R"(A file that was collected from Drizzle, Alembic, SQLx or Prisma has a row in that tool's own table as well, which `migrate
apply` writes in the migration's transaction. The Supabase CLI knows the file alone: after `db push` the tool believes that
nothing happened, and a service that migrates when it starts runs the same SQL again. `db reset` drops those tables with
everything else, and does not fill them.

Apply with `migrate apply`; use the Supabase CLI to look.)"},
};

}  // namespace

const std::span<const Code> compat_codes = rows;

}  // namespace migrate::diagnostic
