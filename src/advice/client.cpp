#include "advice/rows.hpp"

namespace migrate::advice {

namespace {

constexpr Advice rows[] = {
    {.text = "failed SASL auth|Connection closed when state was authentication",
     .help = "the pooler closed the connection while logging in: see the password and the database name, wait a "
             "minute, try "
             "the direct connection"},
    {.text = "invalid URI query parameter|invalid connection option",
     .help = "take the parameter `{name}` out of the URL: libpq does not know it"},
    {.text = "Network is unreachable|ENETUNREACH|No route to host|Address family not supported",
     .help = "this machine has no IPv6, which Supabase's direct host needs: use the session pooler (port 5432 of the "
             "pooler's host) or the IPv4 add-on"},
    {.text = "could not translate host name|ENOTFOUND|nodename nor servname|Name or service not known",
     .help =
         "see whether the host is spelled right and the project is not paused; `db.{project}.supabase.co` has an IPv6 "
         "address only, the session pooler has IPv4"},
    {.text = "localhost*Connection refused|127.0.0.1*Connection refused|::1*Connection refused|.s.PGSQL.*No such file",
     .help = "no server listens there: start it (`supabase start` for the local stack), or correct the port"},
    {.text = "Connection refused|ECONNREFUSED",
     .help =
         "nothing listens there, or this address was banned after wrong passwords: `supabase network-bans get` shows "
         "it, `supabase network-bans remove` lifts it; see the network restrictions, too"},
    {.text = "timeout expired|Operation timed out|Connection timed out|P1001",
     .help = "nothing answers: a firewall or a lost IPv6 route; try the session pooler, which has IPv4"},
    {.text = "server does not support SSL",
     .help = "the server has no TLS: `sslmode=disable` is right for a server on this machine, and for no other"},
    {.text = "certificate verify failed|SELF_SIGNED_CERT_IN_CHAIN|root certificate file*does not exist",
     .help = "download the project's certificate (dashboard, Database, SSL) and name it: "
             "`sslrootcert=prod-ca-2021.crt`; in "
             "a container install `ca-certificates`"},
    {.text = "server certificate for*does not match host name",
     .help = "connect by the name that the certificate has, `{name}`, not by an address or an alias"},
    {.text = "received invalid response to SSL negotiation",
     .help = "this port does not speak Postgres: correct the port"},
    {.text = "channel binding required",
     .help = "`channel_binding=require` needs TLS: take `sslmode=disable` out of the URL"},
    {.text = "session is read-only|server is in hot standby mode|session is not read-only",
     .help = "`target_session_attrs` met a replica: take the primary's URL"},
    {.text = "server closed the connection unexpectedly|SSL connection has been closed unexpectedly|SSL SYSCALL error|"
             "connection to server was lost|could not receive data from server|Connection reset by peer",
     .help = "the server or the network ended the connection: run `migrate status` to see what was kept before trying "
             "again"},
    {.text = "invalid percent-encoded token", .help = "write `%` in the URL as `%25`"},
    {.text = "invalid port number", .help = "write the port as a number from 1 to 65535"},
    {.text = "could not match*port numbers to*hosts", .help = "give one port for all hosts, or one for each"},
    {.text = "definition of service",
     .help = "correct `service=` or `$PGSERVICE`, or add `[{name}]` to ~/.pg_service.conf"},
    {.text = "missing \"=\" after", .help = "write the URL as `postgresql://user:password@host:5432/database`"},
    {.sqlstate = "08006",
     .help = "the connection was lost: run `migrate status` to see what was kept before trying again"},
};

}  // namespace

const std::span<const Advice> client_rows = rows;

}  // namespace migrate::advice
