#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0100",
     .title = "parameters for an ORM were left out",
     .explanation =
         R"(Prisma, SQLAlchemy, pgx, JDBC and others read parameters of their own from the URL: `pgbouncer`, `connection_limit`,
`statement_cache_size` and so on. libpq refuses a URL that holds a parameter it does not know, so `migrate` leaves these
out, and only these.

`schema` and `currentSchema` become the `search_path`; `sslaccept=strict` becomes `sslmode=verify-full`. Any other
parameter that libpq does not know stays in and is refused by it.)"},
    {.code = "M0101",
     .title = "refusing to migrate through a transaction pooler",
     .explanation =
         R"(The connection string leads to a pooler that gives each transaction another server connection. On such a connection

- a session's advisory lock stays behind on a connection that someone else gets next, so two runs can migrate at once;
- `set lock_timeout` and `set search_path` reach other clients, and not the next statement of the migration;
- `create index concurrently` can lose its timeout settings half way and leave an invalid index.

None of this shows at the time, so there is no option to go on.

**Supabase**: take the session pooler, which is the same URL with port 5432 and without `pgbouncer=true`, or the direct
connection (`db.<reference>.supabase.co:5432`), which needs IPv6 or the IPv4 add-on.
**Neon**: the host without `-pooler`. **PgBouncer** of your own: the database's own port, or a database entry with
`pool_mode = session`. **DigitalOcean**: port 25060 in place of 25061.

Keep both URLs: `DATABASE_URL` for the application, `DIRECT_URL` for migrations. `migrate` takes `DIRECT_URL` first.

Ports 6432, 6543, 25061, 5431, 8432 and 54329 are presumed to be transaction poolers on any host. Where something else
listens on such a port, `--assume-session` says so; the connection is then probed, and refused all the same if it behaves
like a transaction pooler. What is known for certain (Supabase's 6543, Neon's `-pooler`, `pgbouncer=true`) cannot be
passed.)"},
    {.code = "M0102",
     .title = "refusing to migrate through a transaction pooler that was found by a probe",
     .explanation =
         R"(The connection string looks innocent, and the server behaves like a transaction or statement pooler. The probe opens two
connections. While the second holds a transaction open, the first asks again for its server process: a pooler that gives
processes away between transactions answers with another one. Then the first one listens on a channel and waits; a
notification reaches it only where the process is still its own.

See M0101 for what breaks on it. Ask whoever runs the host for its session pool, or for the database's own port. There is no
option to go on.)"},
    {.code = "M0103",
     .title = "refusing to migrate a read replica",
     .explanation =
         R"(A replica (standby, hot standby) repeats what its primary does and accepts no change. Supabase's replicas have `-rr-` in the
user or in the host.

Take the connection string of the primary; the replica follows by itself.)"},
    {.code = "M0104",
     .title = "refusing to migrate through a connection that may not write",
     .explanation =
         R"(The server is a primary, and the session is read-only: `default_transaction_read_only` is on for the role, the database
or the server. Supabase turns it on when the disk is full.

See who set it with `select * from pg_db_role_setting`, make room, or migrate with a role that may write.)"},
    {.code = "M0105",
     .title = "refusing to migrate a server that is not Postgres",
     .explanation =
         R"(CockroachDB and others speak Postgres' protocol, and differ where migrations need them: advisory locks, `listen`, DDL in
transactions, the catalogs. What was proved on Postgres is not proved there.)"},
    {.code = "M0106",
     .title = "refusing to migrate through a connection of unknown kind",
     .explanation =
         R"(The host belongs to a service in which server connections may be shared (RDS Proxy, another port of a Supabase pooler, a
proxy of an API), and nothing shows that this one is not.

Take a URL that leads to the database itself or to a session pooler.)"},
    {.code = "M0107",
     .title = "no database was given",
     .explanation =
         R"(`migrate` looks for a connection string in `--url`, in `--target` (a target of the config), then in the variables
`MIGRATE_DATABASE_URL`, `DIRECT_URL`, `DIRECT_DATABASE_URL`, `POSTGRES_URL_NON_POOLING`, `DATABASE_UNPOOLED_URL`,
`SUPABASE_DB_URL` and `DATABASE_URL`, the first that is set and not empty. The environment comes first, then
`.env.<mode>.local`, `.env.local`, `.env.<mode>` and `.env`.

`--scratch` needs no database: it starts one and removes it afterwards.)"},
    {.code = "M0108",
     .title = "the connection string cannot be read",
     .explanation =
         R"(Write it as `postgresql://user:password@host:5432/database` or as `host=… port=… user=… password=… dbname=…`.

A password in a URL is percent-encoded: `@` is `%40`, `:` is `%3A`, `/` is `%2F`, `?` is `%3F`, `#` is `%23`, `%` is `%25`.
libpq ends the password at the first `@` and reads what follows as the host, so a raw `@` would send a piece of the
password into DNS; that is why it is refused before anything is dialled.)"},
    {.code = "M0109",
     .title = "a parameter is meant for a transaction pooler",
     .explanation =
         R"(`statement_cache_size=0`, `prepareThreshold=0`, `prepare=false` and the like are set by people who connect through a
transaction pooler. The URL itself does not look like one, so this is a warning only.

If it is one, see M0101. If it is none, the parameter slows the application down for nothing.)"},
    {.code = "M0120",
     .title = "a value in .env holds a `#` outside of quotes",
     .explanation =
         R"(Node's dotenv ends such a value at the `#`; Python's dotenv and the shell keep it. With a `#` in a password one of your
programs connects and the other does not.

Put the value into single quotes. For a comment, put a blank in front of the `#`.)"},
    {.code = "M0121",
     .title = "the placeholder for the password was left in",
     .explanation =
         R"(Dashboards print `[YOUR-PASSWORD]` where the database password belongs. Put the password there, percent-encoded.

Connecting with the placeholder would count as a wrong password; after two of them Supabase shuts an address out for
half an hour.)"},
    {.code = "M0122",
     .title = "a variable that a value needs is not set",
     .explanation =
         R"(`${NAME}` in a .env file (outside of single quotes) and in a target's `url` is replaced by the value of `NAME`. Without one,
the connection would go somewhere else than meant, so it is an error. `${NAME:-default}` gives it a default.

A `$` that is meant literally goes into single quotes.)"},
    {.code = "M0123",
     .title = "a value in .env is not quoted as it seems",
     .explanation =
         R"(A quote that is not closed, or text behind the closing quote, is read differently by each program that reads .env files.

Put all of the value into single quotes, or into double quotes where it holds a single quote.)"},
    {.code = "M0124",
     .title = "a .env file that is there cannot be read",
     .explanation =
         "It is a symbolic link, no regular file, too large, or not readable for this user. The next .env file might "
         "name "
         "another database, so the run ends here instead of passing over it. Put a regular file there, or give the "
         "connection with `--url`."},
    {.code = "M0125",
     .title = "refusing to migrate through a connection that could not be probed",
     .explanation =
         R"(Before anything is written, `migrate` finds out whether the connection keeps its server process (see M0102). That takes a
second connection for a moment. Here the answer stayed open: the second connection was refused or got no server process
in time, as with a pool of one.

Free a connection and try again, or connect directly. Who knows that this is the database itself or a session pooler says
`--assume-session`; a connection that was *seen* to be a transaction pooler is refused even then.)"},
    {.code = "M0126",
     .title = "the server process behind the connection has changed",
     .explanation =
         R"(Every migration first compares the server process with the one that was probed. Another one answers now, so the lock,
the settings and the session are gone: a pooler changed its mode, or failed over. Nothing of the migration was begun.

Connect directly or through a session pooler and run `migrate apply` again.)"},
    {.code = "M0127",
     .title = "refusing to migrate through an HTTP service",
     .explanation =
         R"(`prisma://`, `prisma+postgres://` and `https://` lead to services (Prisma Accelerate, Supabase's and Neon's HTTP interfaces) that
run single queries for an application. There is no session behind them: no lock, no setting and no transaction of a
migration would last.

Take the database's own URL, which begins with `postgres://`, as the direct or session connection.)"},
};

}  // namespace

const std::span<const Code> connection_codes = rows;

}  // namespace migrate::diagnostic
