#include "advice/rows.hpp"

namespace migrate::advice {

namespace {

/// With a code in brackets: Supavisor since March 2026. The other wordings are those of the versions before.
constexpr Advice rows[] = {
    {.text = "SCRAM exchange: Wrong password|invalid SCRAM server-final-message|e=Wrong password",
     .help =
         "the pooler has another password: reset the database password, wait a minute, and see that no IP is banned "
         "with `supabase network-bans get`"},
    {.text = "Tenant or user not found|(ENOTFOUND)",
     .help =
         "copy the pooler's host from the dashboard again (`aws-0` and `aws-1` are different ones), keep `.{project}` "
         "in the user, and see that the project is not paused; a project needs 10 to 15 minutes to resume"},
    {.text = "(ENOIDENTIFIER)|no tenant identifier provided", .help = "write the user as `postgres.{project}`"},
    {.text = "(EINVALIDUSERINFO)|Invalid format for user or db_name",
     .help = "percent-encode the user and the database name in the URL"},
    {.text = "(EMAXCONNSESSION)|MaxClientsInSessionMode",
     .help = "every slot of the session pooler is taken: let the application use port 6543, raise the pool size, or "
             "migrate "
             "by the direct connection"},
    {.text = "(EMAXCONN)|Max client connections reached",
     .help =
         "the pooler has as many clients as the compute size allows: close idle applications or take a larger size"},
    {.text =
         "(ECHECKOUTTIMEOUT)|Unable to check out process from the pool|Unable to check out connection from the pool",
     .help =
         "the pool gave no connection in time: look for slow queries and open transactions, or raise the pool size"},
    {.text = "(ECIRCUITBREAKER)|Circuit breaker open",
     .help = "stop every client that has the wrong password, correct it, and wait two minutes: each try prolongs the "
             "block"},
    {.text = "failed to retrieve database credentials",
     .help =
         "the pooler cannot ask the database for passwords: see whether the project is paused or overloaded, then wait "
         "30 seconds"},
    {.text = "too many failed attempts to connect to the database|Unable to establish connection to upstream database",
     .help = "the pooler does not reach the database: see in the dashboard whether it is up"},
    {.text = "(EDBHANDLEREXITED)|DbHandler exited|connection to database closed",
     .help = "the server connection ended (a restart, a timeout or too little memory): see the database logs, then run "
             "`migrate status` before trying again"},
    {.text = "(ECHECKOUTRETRIES)|(EPOOLCHECKOUT)|(EWORKERNOTFOUND)|(ESUBSCRIBERETRIES)|(EPOOLCONFIGNOTFOUND)|(EPROXY",
     .help = "the pooler itself is in trouble: try again in a minute, or migrate by the direct connection"},
    {.text = "(EMAXPOOLSREACHED)",
     .help = "too many combinations of user, database and mode have a pool: use fewer of them"},
    {.text = "(ESSLREQUIRED)|SSL connection is required", .help = "add `sslmode=require` to the URL"},
    {.text = "(EADDRNOTALLOWED)|Address not in tenant allow_list|address not in tenant allow_list",
     .help = "add this machine's address to the project's network restrictions"},
    {.text = "MD5 secrets are not supported",
     .help = "set the role's password again under `password_encryption = 'scram-sha-256'`"},
    {.text = "(EAUTHQUERY)|There is no user",
     .help = "the role is missing or may not log in: `create role … login password '…'` or `alter role … login`"},
    {.text = "(EAUTHTIMEOUT)|connection failure during authentication",
     .help = "logging in took longer than 15 seconds: try again, and see whether this machine is overloaded"},
    {.text = "(EAUTHPROTOCOL)|(ESTARTUPMESSAGE)|(ESTARTUPPACKETTOOLARGE)",
     .help = "the pooler did not understand the start of the connection: take `options` out of the URL"},
    {.text = "(EBANNED)|tenant is banned", .help = "the project was blocked: the dashboard says why"},
    {.text = "(EPSSIMPLEQUERY)",
     .help = "this is a transaction pooler: take port 5432 of the same host, or the direct connection"},
    {.text = "(EMAXPREPARED)|(EMAXPREPAREDMEM)",
     .help = "an application leaves prepared statements behind: restart it, and migrate by the direct connection"},
};

}  // namespace

const std::span<const Advice> supavisor_rows = rows;

}  // namespace migrate::advice
