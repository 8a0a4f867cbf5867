#include "advice/rows.hpp"

namespace migrate::advice {

namespace {

constexpr std::string_view wrong_password =
    "at Supabase the user is `postgres` on `db.{project}.supabase.co` and `postgres.{project}` on the pooler; "
    "percent-encode "
    "the password; do not try again and again, two wrong ones can ban this address for 30 minutes";
constexpr std::string_view slots =
    "all connections are taken: `select usename, application_name, count(*) from pg_stat_activity group by 1, 2` shows "
    "by whom";
constexpr std::string_view statement_timeout =
    "let it run longer: `--statement-timeout`, or `set statement_timeout = 0` in the migration; after a cancelled "
    "`create index concurrently` drop the invalid "
    "index first";
constexpr std::string_view lock_timeout =
    "another session holds a lock on the same object: run `migrate apply` again when it is done; `select pid, query "
    "from "
    "pg_stat_activity where state <> 'idle'` shows what runs";
constexpr std::string_view read_only =
    "the server accepts no changes here: take the primary's URL, or see who set `default_transaction_read_only` "
    "(Supabase "
    "does when the disk is full)";
constexpr std::string_view ended =
    "the server ended the connection (restart, upgrade, or an administrator): run `migrate status` to see what was "
    "kept";
constexpr std::string_view idle =
    "the server ended an idle session: raise `idle_in_transaction_session_timeout` or `idle_session_timeout` for this "
    "role";
constexpr std::string_view wait = "the server starts, stops or recovers: try again in a minute";
constexpr std::string_view aborted = "an earlier statement of the transaction failed: correct the first error";
constexpr std::string_view alone =
    "put this statement into a migration of its own, so that it runs outside of a transaction";
constexpr std::string_view rights =
    "the role may not do this: migrate with the role that owns the object; Supabase's own schemas (`auth`, `storage`, "
    "…) "
    "belong to Supabase";
constexpr std::string_view pooled_statements =
    "this is a transaction pooler, or an application uses one with prepared statements: take the session pooler or the "
    "direct connection";

/// Texts first: they say more than the SQLSTATE, which failures while connecting do not have. A SQLSTATE alone catches
/// the same error in the server's other languages.
constexpr Advice rows[] = {
    {.text = "no password supplied", .help = "put the password into the URL, or into `PGPASSWORD` or a passfile"},
    {.text = "Authentication credentials are invalid. Please reconnect",
     .help = "the password was changed: put the new one into the URL, and wait until the pooler has it, too"},
    {.text = "password authentication failed", .help = wrong_password},
    {.text = "SASL authentication failed|\"trust\" authentication failed", .help = wrong_password},
    {.text = "PGBOUNCER_",
     .help = "`deallocate` or `discard all` passed through PgBouncer: take `pgbouncer=true` out of every URL and run "
             "`RECONNECT` in PgBouncer's console"},
    {.text = "prepared statement*already exists|prepared statement*does not exist", .help = pooled_statements},
    {.text = "remaining connection slots are reserved|sorry, too many clients already", .help = slots},
    {.text = "too many connections for role",
     .help = "the role has a limit: `alter role \"{name}\" connection limit -1`, or close its other connections"},
    {.text = "too many connections for database",
     .help = "the database has a limit: `alter database \"{name}\" connection limit -1`, or close other connections"},
    {.text = "no more connections allowed",
     .help = "PgBouncer has as many clients as `max_client_conn` allows: raise it, or connect to the database itself"},
    {.text = "query_wait_timeout",
     .help = "PgBouncer got no server connection in time: the pool is full or the database is down"},
    {.text = "server login has been failing",
     .help = "PgBouncer cannot log in to the database: see its log, then its `userlist.txt` or `auth_query`"},
    {.text = "no such database",
     .help = "correct the database name in the URL; a pooler knows pools by names of their own"},
    {.text = "database \"*\" does not exist",
     .help = "correct the database name `{name}` in the URL; a pooler knows pools by names of their own"},
    {.text = "unsupported startup parameter",
     .help = "PgBouncer refuses this parameter: take it (or `options`) out of the URL and set it in the migration"},
    {.text = "unrecognized configuration parameter*pgbouncer",
     .help = "take `pgbouncer=true` out of the URL: it is meant for Prisma alone"},
    {.text = "transaction blocks not allowed in statement pooling mode",
     .help = "this is a statement pooler: take the database's own port"},
    {.text = "no pg_hba.conf entry*no encryption|no pg_hba.conf entry*SSL off",
     .help = "the server demands TLS: add `sslmode=require` to the URL"},
    {.text = "no pg_hba.conf entry",
     .help = "the server does not let this user in from this address: see its pg_hba.conf"},
    {.text = "cannot execute LISTEN during recovery|cannot execute*during recovery",
     .help = "this is a read replica: take the primary's URL"},
    {.text = "in a read-only transaction", .help = read_only},
    {.text = "canceling statement due to statement timeout", .help = statement_timeout},
    {.text = "canceling statement due to lock timeout", .help = lock_timeout},
    {.text = "deadlock detected", .help = "two sessions waited for each other: run `migrate apply` again"},
    {.text = "terminating connection due to administrator command", .help = ended},
    {.text = "idle-in-transaction timeout|idle-session timeout", .help = idle},
    {.text = "the database system is", .help = wait},
    {.text = "current transaction is aborted", .help = aborted},
    {.text = "cannot run inside a transaction block|cannot be executed from a function", .help = alone},
    {.text = "permission denied for|must be owner of|must be member of role|must be able to SET ROLE", .help = rights},
    {.text = "72707369",
     .help = "Prisma's migration lock is held: end the other `prisma migrate`, or the pooled session that kept it "
             "(`select pid from pg_locks where locktype = 'advisory'`)"},
    {.sqlstate = "28P01", .help = wrong_password},
    {.sqlstate = "42P05", .help = pooled_statements},
    {.sqlstate = "26000", .help = pooled_statements},
    {.sqlstate = "53300", .help = slots},
    {.sqlstate = "3D000", .help = "correct the database name in the URL"},
    {.sqlstate = "25006", .help = read_only},
    {.sqlstate = "55P03", .help = lock_timeout},
    {.sqlstate = "40P01", .help = "two sessions waited for each other: run `migrate apply` again"},
    {.sqlstate = "57P01", .help = ended},
    {.sqlstate = "25P03", .help = idle},
    {.sqlstate = "57P05", .help = idle},
    {.sqlstate = "57P03", .help = wait},
    {.sqlstate = "25P02", .help = aborted},
    {.sqlstate = "25001", .help = alone},
    {.sqlstate = "55P04",
     .help =
         "a new value of an enum can be used once it is committed: put its `alter type … add value` into a migration "
         "of its own, in front of this one"},
    {.sqlstate = "42501", .help = rights},
};

}  // namespace

const std::span<const Advice> server_rows = rows;

}  // namespace migrate::advice
