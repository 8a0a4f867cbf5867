#include "advice/rows.hpp"

#include <migrate/advice.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <string>
#include <vector>

using namespace migrate::advice;

namespace {

struct Case {
  int row;
  std::string sqlstate;
  std::string message;
  std::string help;  ///< a part of it that no other row's has
};

const std::vector<Case> cases = {
    {1, "", "FATAL:  password authentication failed for user \"postgres\"", "percent-encode the password"},
    {1, "28P01", "Passwort-Authentifizierung für Benutzer »app« fehlgeschlagen", "percent-encode the password"},
    {2, "", "fe_sendauth: no password supplied", "put the password into the URL"},
    {3, "08P01", "SASL authentication failed", "percent-encode the password"},
    {3, "", "FATAL:  \"trust\" authentication failed", "percent-encode the password"},
    {4, "", "SCRAM exchange: Wrong password", "reset the database password"},
    {4, "", "invalid SCRAM server-final-message", "reset the database password"},
    {4, "", "error received from server in SCRAM exchange: e=Wrong password", "reset the database password"},
    {5, "XX000", "Tenant or user not found", "are different ones"},
    {5, "XX000", "(ENOTFOUND) tenant/user postgres.abcdefghij not found", "are different ones"},
    {6, "XX000", "(ENOIDENTIFIER) no tenant identifier provided (external_id or sni_hostname required)",
     "write the user as"},
    {7, "XX000", "(EINVALIDUSERINFO) Invalid format for user or db_name", "percent-encode the user"},
    {7, "XX000", "Invalid format for user or db_name", "percent-encode the user"},
    {8, "XX000", "(EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15",
     "every slot of the session pooler"},
    {8, "XX000", "MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size",
     "every slot of the session pooler"},
    {9, "XX000", "(EMAXCONN) max client connections reached, limit: 200", "as many clients as the compute size"},
    {9, "XX000", "Max client connections reached", "as many clients as the compute size"},
    {10, "XX000", "(ECHECKOUTTIMEOUT) unable to check out connection from the pool after 60000ms in Transaction mode",
     "no connection in time"},
    {10, "XX000", "Unable to check out process from the pool due to timeout", "no connection in time"},
    {10, "XX000", "Unable to check out connection from the pool due to timeout", "no connection in time"},
    {11, "XX000", "(ECIRCUITBREAKER) too many authentication failures, new connections are temporarily blocked",
     "wait two minutes"},
    {11, "XX000", "Circuit breaker open: Too many authentication errors", "wait two minutes"},
    {12, "XX000", "failed to retrieve database credentials after multiple attempts, new connections are blocked",
     "ask the database for passwords"},
    {13, "XX000", "too many failed attempts to connect to the database, new connections are blocked",
     "does not reach the database"},
    {13, "XX000", "Unable to establish connection to upstream database", "does not reach the database"},
    {14, "XX000", "(EDBHANDLEREXITED) DbHandler exited. Check logs for more information", "see the database logs"},
    {14, "XX000", "connection to database closed", "see the database logs"},
    {15, "XX000", "(ECHECKOUTRETRIES) failed to check out", "the pooler itself is in trouble"},
    {15, "XX000", "(EPOOLCHECKOUT) failed to check out", "the pooler itself is in trouble"},
    {15, "XX000", "(EPOOLCONFIGNOTFOUND) pool config not found", "the pooler itself is in trouble"},
    {15, "XX000", "(EWORKERNOTFOUND) worker not found", "the pooler itself is in trouble"},
    {15, "XX000", "(ESUBSCRIBERETRIES) failed to subscribe to tenant", "the pooler itself is in trouble"},
    {15, "XX000", "(EPROXYERROR) x", "the pooler itself is in trouble"},
    {16, "XX000", "(EMAXPOOLSREACHED) max pools reached", "too many combinations"},
    {17, "XX000", "(ESSLREQUIRED) SSL connection is required for user: postgres", "sslmode=require"},
    {17, "XX000", "SSL connection is required", "sslmode=require"},
    {18, "XX000", "(EADDRNOTALLOWED) address not in tenant allow_list: {1, 2, 3, 4}", "network restrictions"},
    {18, "XX000", "Address not in tenant allow_list: {1, 2, 3, 4}", "network restrictions"},
    {19, "XX000", "(EAUTHQUERY) user not found in the database", "may not log in"},
    {19, "XX000", "There is no user 'app' in the database", "may not log in"},
    {20, "XX000", "(EAUTHQUERY) MD5 secrets are not supported, use SCRAM", "scram-sha-256"},
    {21, "08006", "(EAUTHTIMEOUT) timeout", "longer than 15 seconds"},
    {21, "08006", "connection failure during authentication", "longer than 15 seconds"},
    {22, "08P01", "(ESTARTUPMESSAGE) x", "take `options` out"},
    {22, "08P01", "(EAUTHPROTOCOL) unexpected message", "take `options` out"},
    {22, "08P01", "(ESTARTUPPACKETTOOLARGE) 12345 bytes", "take `options` out"},
    {23, "XX000", "(EBANNED) tenant is banned: quota", "the project was blocked"},
    {24, "XX000",
     "(EPSSIMPLEQUERY) transaction mode only supports prepared statements using the Extended Query Protocol",
     "take port 5432 of the same host"},
    {25, "XX000", "(EMAXPREPARED) max prepared statements", "leaves prepared statements behind"},
    {25, "XX000", "(EMAXPREPAREDMEM) max prepared statements memory", "leaves prepared statements behind"},
    {26, "42P05", "prepared statement \"sqlx_s_1\" already exists", "take the session pooler"},
    {27, "26000", "prepared statement \"__asyncpg_stmt_1__\" does not exist", "take the session pooler"},
    {27, "26000", "prepared statement \"PGBOUNCER_4\" does not exist", "RECONNECT"},
    {28, "28P01", "Authentication credentials are invalid. Please reconnect with fresh credentials",
     "the password was changed"},
    {29, "53300", "remaining connection slots are reserved for non-replication superuser connections",
     "all connections are taken"},
    {29, "", "remaining connection slots are reserved for roles with the SUPERUSER attribute",
     "all connections are taken"},
    {30, "53300", "sorry, too many clients already", "all connections are taken"},
    {31, "53300", "too many connections for role \"app\"", "`alter role \"app\" connection limit -1`"},
    {31, "53300", "too many connections for database \"shop\"", "`alter database \"shop\" connection limit -1`"},
    {32, "08P01", "no more connections allowed (max_client_conn)", "`max_client_conn` allows"},
    {33, "08P01", "query_wait_timeout", "no server connection in time"},
    {34, "08P01", "server login has been failing, cached error: x (server_login_retry)", "userlist.txt"},
    {35, "08P01", "no such database: shop", "correct the database name"},
    {35, "3D000", "database \"shop\" does not exist", "correct the database name `shop`"},
    {36, "08P01", "unsupported startup parameter: options", "set it in the migration"},
    {36, "08P01", "unsupported startup parameter in options: lock_timeout", "set it in the migration"},
    {37, "42704", "unrecognized configuration parameter \"pgbouncer\"", "meant for Prisma alone"},
    {38, "", "invalid URI query parameter: \"pgbouncer\"", "take the parameter `pgbouncer` out"},
    {39, "08P01", "transaction blocks not allowed in statement pooling mode", "this is a statement pooler"},
    {40, "", "connection to server at \"db.x.supabase.co\" (2600::1), port 5432 failed: Network is unreachable",
     "this machine has no IPv6"},
    {40, "", "No route to host", "this machine has no IPv6"},
    {40, "", "connect ENETUNREACH 2600::1:5432", "this machine has no IPv6"},
    {40, "", "Address family not supported by protocol", "this machine has no IPv6"},
    {41, "", "could not translate host name \"db.x.supabase.co\" to address: Name or service not known",
     "spelled right"},
    {41, "", "getaddrinfo ENOTFOUND db.x.supabase.co", "spelled right"},
    {41, "", "nodename nor servname provided, or not known", "spelled right"},
    {42, "", "connection to server at \"db.x.supabase.co\", port 5432 failed: Connection refused", "network-bans"},
    {42, "", "connection to server at \"localhost\" (::1), port 54322 failed: Connection refused", "supabase start"},
    {42, "", "connect ECONNREFUSED 10.0.0.1:5432", "network-bans"},
    {43, "", "connection to server at \"h\", port 5432 failed: timeout expired", "nothing answers"},
    {43, "", "connection to server at \"h\", port 5432 failed: Operation timed out", "nothing answers"},
    {43, "", "P1001: Can't reach database server at `h:5432`", "nothing answers"},
    {44, "28000", "no pg_hba.conf entry for host \"1.2.3.4\", user \"app\", database \"shop\", no encryption",
     "the server demands TLS"},
    {45, "", "server does not support SSL, but SSL was required", "the server has no TLS"},
    {46, "", "SSL error: certificate verify failed", "prod-ca-2021.crt"},
    {46, "", "SELF_SIGNED_CERT_IN_CHAIN", "prod-ca-2021.crt"},
    {46, "", "root certificate file \"/root/.postgresql/root.crt\" does not exist", "prod-ca-2021.crt"},
    {46, "", "server certificate for \"a\" does not match host name \"b\"", "the name that the certificate has"},
    {47, "", "received invalid response to SSL negotiation: H", "does not speak Postgres"},
    {48, "", "channel binding required, but SSL not in use", "needs TLS"},
    {49, "", "session is read-only", "target_session_attrs"},
    {49, "", "server is in hot standby mode", "target_session_attrs"},
    {50, "25006", "cannot execute CREATE TABLE in a read-only transaction", "accepts no changes"},
    {51, "25006", "cannot execute LISTEN during recovery", "this is a read replica"},
    {52, "57014", "canceling statement due to statement timeout", "drop the invalid index"},
    {53, "55P03", "canceling statement due to lock timeout", "holds a lock on the same object"},
    {53, "55P03", "storniere Anfrage wegen Zeitüberschreitung einer Sperre", "holds a lock on the same object"},
    {54, "40P01", "deadlock detected", "waited for each other"},
    {55, "57P01", "terminating connection due to administrator command", "see what was kept"},
    {56, "25P03", "terminating connection due to idle-in-transaction timeout", "ended an idle session"},
    {56, "57P05", "terminating connection due to idle-session timeout", "ended an idle session"},
    {57, "57P03", "the database system is starting up", "in a minute"},
    {57, "57P03", "the database system is shutting down", "in a minute"},
    {57, "57P03", "the database system is in recovery mode", "in a minute"},
    {57, "57P03", "das Datenbanksystem startet", "in a minute"},
    {58, "08006", "server closed the connection unexpectedly", "ended the connection"},
    {58, "", "SSL SYSCALL error: EOF detected", "ended the connection"},
    {58, "", "SSL connection has been closed unexpectedly", "ended the connection"},
    {58, "", "connection to server was lost", "ended the connection"},
    {58, "08006", "Verbindung verloren", "the connection was lost"},
    {59, "25P02", "current transaction is aborted, commands ignored until end of transaction block",
     "correct the first error"},
    {60, "25001", "CREATE INDEX CONCURRENTLY cannot run inside a transaction block", "a migration of its own"},
    {61, "42501", "permission denied for schema auth", "belong to Supabase"},
    {61, "42501", "must be owner of table orders", "belong to Supabase"},
    {61, "42501", "must be member of role \"postgres\"", "belong to Supabase"},
    {62, "", "Timed out trying to acquire a postgres advisory lock (SELECT pg_advisory_lock(72707369))",
     "Prisma's migration lock"},
    {63, "", "failed SASL auth (invalid SCRAM server-final-message received)", "reset the database password"},
    {63, "", "Connection closed when state was authentication", "closed the connection while logging in"},
    {64, "", "invalid percent-encoded token: \"p%w\"", "`%25`"},
    {64, "", "invalid port number: \"abc\"", "a number from 1 to 65535"},
    {64, "", "could not match 3 port numbers to 2 hosts", "one for each"},
    {64, "", "definition of service \"prod\" not found", "pg_service.conf"},
    {65, "55P04", "unsafe use of new value \"b\" of enum type kind", "once it is committed"},
    // the same in another language: the SQLSTATE alone
    {26, "42P05", "vorbereitete Anweisung »s0« existiert bereits", "take the session pooler"},
    {27, "26000", "vorbereitete Anweisung »s0« existiert nicht", "take the session pooler"},
    {29, "53300", "zu viele Verbindungen", "all connections are taken"},
    {35, "3D000", "Datenbank »shop« existiert nicht", "correct the database name"},
    {50, "25006", "in einer Read-Only-Transaktion", "accepts no changes"},
    {54, "40P01", "Verklemmung (Deadlock) entdeckt", "waited for each other"},
    {55, "57P01", "Verbindung wird abgebrochen", "see what was kept"},
    {56, "25P03", "Verbindung wird abgebrochen", "ended an idle session"},
    {56, "57P05", "Verbindung wird abgebrochen", "ended an idle session"},
    {59, "25P02", "aktuelle Transaktion wurde abgebrochen", "correct the first error"},
    {60, "25001", "kann nicht in einem Transaktionsblock laufen", "a migration of its own"},
    {61, "42501", "keine Berechtigung für Schema auth", "belong to Supabase"},
    {64, "", "missing \"=\" after \"***\" in connection info string", "postgresql://user:password@host"},
    {44, "28000", "no pg_hba.conf entry for host \"1.2.3.4\", user \"app\", database \"shop\", SSL encryption",
     "does not let this user in"},
};

}  // namespace

TEST_CASE("each error that a pooler, a server or libpq reports has its advice") {
  for (const auto& one : cases) {
    CAPTURE(one.row, one.message);
    const auto help = for_fault({.sqlstate = one.sqlstate, .message = one.message});
    CHECK_THAT(help, Catch::Matchers::Contains(one.help));
    CHECK_THAT(help, !Catch::Matchers::Contains("{"));
  }
}

TEST_CASE("no entry of the catalogue and no row of the tables is without a case") {
  std::set<int> entries;
  std::set<const Advice*> met;
  for (const auto& one : cases) {
    entries.insert(one.row);
    met.insert(row_for({.sqlstate = one.sqlstate, .message = one.message}));
  }
  CHECK(entries.size() == 65);
  CHECK(*entries.rbegin() == 65);
  for (const auto rows : {supavisor_rows, server_rows, client_rows}) {
    for (const auto& row : rows) {
      CAPTURE(row.sqlstate, row.text);
      CHECK(met.contains(&row));
    }
  }
}

TEST_CASE("advice names what is the user's own") {
  const auto [message, project, help] = GENERATE(table<std::string, std::string, std::string>({
      {"Tenant or user not found", "abcdefghij", "keep `.abcdefghij` in the user"},
      {"Tenant or user not found", "", "keep `.<project>` in the user"},
      {"no tenant identifier provided", "abcdefghij", "`postgres.abcdefghij`"},
      {"password authentication failed for user \"app\"", "abcdefghij", "`db.abcdefghij.supabase.co`"},
      {"too many connections for role \"a\x1b[2Jb\"", "", "`alter role \"a\\x1b[2Jb\" connection limit"},
      {"definition of service \"prod\" not found", "", "`[prod]`"},
      {"definition of service \"***\" not found", "", "`[…]`"},
  }));
  CAPTURE(message);
  CHECK_THAT(for_fault({.sqlstate = "", .message = message, .project = project}), Catch::Matchers::Contains(help));
}

TEST_CASE("an ordinary error of a migration gets no advice") {
  const auto [sqlstate, message] = GENERATE(table<std::string, std::string>({
      {"42703", "column \"totl\" does not exist"},
      {"42P01", "relation \"orders\" does not exist"},
      {"42P01", "relation \"database_users\" does not exist"},
      {"42601", "syntax error at or near \"selct\""},
      {"23505", "duplicate key value violates unique constraint \"orders_pkey\""},
      {"57014", "canceling statement due to user request"},
      {"42P07", "relation \"the_database_users\" already exists"},
      {"", ""},
  }));
  CHECK(for_fault({.sqlstate = sqlstate, .message = message}).empty());
}
