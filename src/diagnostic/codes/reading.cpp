#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0130",
     .title = "programs disagree about where a connection string leads",
     .explanation =
         R"(The same text means different hosts, ports or databases to libpq (and psql, psycopg, `migrate`) and to other drivers, so
an application that shares it may use another database than the one that is migrated.

| in the URL | libpq | node-pg | postgres.js | `new URL()` | SQLAlchemy |
|---|---|---|---|---|---|
| `h1:5432/db?port=6543` | 6543 | 6543 | 5432 | 5432 | 6543 |
| `h1/db?host=h2` | h2 | h2 | h1 | h1 | h2 |
| `h1/db?hostaddr=10.0.0.9` | 10.0.0.9 | h1 | h1 | h1 | 10.0.0.9 |
| `h1:5432,h2:6543` | both | refuses | both | refuses | refuses |
| `h1:6000,h2` | h2 at 5432 | refuses | h2 at 6000 | refuses | refuses |
| `[2600:1f18::1]:6543` | that address | that address | host `[2600` | that address | that address |
| `u:p#w@h` | password `p#w` | refuses | refuses | refuses | password `p#w` |
| `h:65%343`, `%68ost` | decoded | decodes the host only | refuses, or `%68ost` | as postgres.js | as postgres.js |
| `h/db#x` | database `db#x` | `db` | `db` | `db` | `db#x` |

`?pgbouncer=true` is refused by libpq and SQLAlchemy, ignored by node-pg, and sent to the server by postgres.js, which
refuses it (42704).

Write host, port and database where a URL has them, and percent-encode the rest: all of them read that alike. A URL that
was given to `migrate` alone, with `--url` or `MIGRATE_DATABASE_URL`, is not compared.)"},
    {.code = "M0131",
     .title = "a value in .env ends with a carriage return",
     .explanation =
         R"(The file has the line ends of Windows. Node's dotenv and python-dotenv leave the carriage return out; `. ./.env` in a shell
makes it a part of the value, and the database is then called `postgres\r`.

Take it out with `sed -i 's/\r$//' .env`. If the file is in git, a line `.env text eol=lf` in .gitattributes keeps it out.
It is an error only for the variable that is needed.)"},
    {.code = "M0132",
     .title = "a value in .env means different things to different programs",
     .explanation =
         R"(| in .env | Node's dotenv | python-dotenv | a shell |
|---|---|---|---|
| `` X=`a` `` | `a` | with the backticks | runs `a` |
| `X: a` | `a` | skips the line | an error |
| `X='${Y}'` | as it is | replaces it | as it is |
| `X=$Y`, `X="$Y"` | as it is; dotenv-expand replaces it | as it is | replaces it |

Put the value into single quotes, and percent-encode a `$` that is followed by `{` as `%24`. It is an error only for the
variable that is needed.)"},
};

}  // namespace

const std::span<const Code> reading_codes = rows;

}  // namespace migrate::diagnostic
