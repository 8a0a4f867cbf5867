#include "endpoint/rules.hpp"

#include "endpoint/parameters.hpp"

#include <algorithm>
#include <string>

namespace migrate::endpoint {

namespace {

constexpr std::string_view supavisor =
    "pooler.supabase.com|*.pooler.supabase.com|pooler.supabase.green|*.pooler.supabase.green";
constexpr std::string_view supabase = "db.*.supabase.co|db.*.supabase.red|db.*.snapcloud.dev";
constexpr std::string_view supabase_replica = "*-rr-*.supabase.co|*-rr-*.supabase.red|*-rr-*.snapcloud.dev";
constexpr std::string_view local = "localhost|127.*|::1|0.0.0.0|host.docker.internal|/*|";

constexpr std::string_view take_session = "use the session pooler: the same URL with {changes}";
constexpr std::string_view or_direct = "or connect directly, where IPv6 or the IPv4 add-on is available: {direct}";
constexpr std::string_view same_with = "connect to the database itself: the same URL with {changes}";
constexpr std::string_view take_primary = "take the connection string of the primary database";
constexpr std::string_view ask = "ask for the session pool or the database's own port of this host";

/// The first row that matches decides. Ports are what libpq would dial, not what the URL says.
constexpr Rule rules[] = {
    // Supabase
    {supavisor, "", "*-rr-*", Mode::replica, "Supabase", "the user names a read replica", {take_primary, or_direct}},
    {supabase_replica, "", "", Mode::replica, "Supabase", "the host is a read replica", {take_primary, or_direct}},
    {supavisor,
     "6543",
     "",
     Mode::transaction,
     "Supabase",
     "Supavisor serves transaction mode here",
     {take_session, or_direct}},
    {supavisor, "5432", "", Mode::session, "Supabase", "Supavisor serves session mode here", {}},
    {supavisor, "", "", Mode::unknown, "Supabase", "Supavisor serves 5432 and 6543", {take_session, or_direct}},
    {supabase,
     "6543",
     "",
     Mode::transaction,
     "Supabase",
     "the dedicated PgBouncer serves transaction mode here",
     {same_with}},
    {supabase, "5432", "", Mode::direct, "Supabase", "", {}},
    {supabase, "", "", Mode::unknown, "Supabase", "the database listens on 5432", {same_with}},
    {"api.supabase.com",
     "",
     "",
     Mode::unknown,
     "Supabase",
     "a proxy of the Supabase API",
     {"take a connection string of the project's dashboard"}},
    {local, "54322|54320", "", Mode::direct, "Supabase (local)", "", {}},
    {"",
     "54329",
     "",
     Mode::transaction,
     "Supabase (local)",
     "the local stack's pooler, in transaction mode by default",
     {"use the database of the local stack: the same URL with port 54322 and user `postgres`"}},
    // others that are known by name
    {"*.psdb.cloud",
     "6432",
     "",
     Mode::transaction,
     "PlanetScale",
     "PlanetScale's PgBouncer serves transaction mode here",
     {same_with}},
    {"*.psdb.cloud", "", "", Mode::direct, "PlanetScale", "", {}},
    {"*-pooler.*.neon.tech|*-pooler.neon.tech|*-pooler.*.neon.build",
     "",
     "",
     Mode::transaction,
     "Neon",
     "`-pooler` is Neon's transaction pooler",
     {"use the host without `-pooler`: {unpooled}"}},
    {"*.neon.tech|*.neon.build", "", "", Mode::direct, "Neon", "", {}},
    {"pooled.db.prisma.io",
     "",
     "",
     Mode::transaction,
     "Prisma Postgres",
     "Prisma's pooler serves transaction mode here",
     {"connect to the database itself: the same URL with host `db.prisma.io`"}},
    {"db.prisma.io", "", "", Mode::direct, "Prisma Postgres", "", {}},
    {"*.prisma-data.net|*.prisma-data.com",
     "",
     "",
     Mode::unknown,
     "Prisma Accelerate",
     "not the Postgres protocol",
     {"take the database's own URL"}},
    {"*.postgres.database.azure.com",
     "6432|8432",
     "",
     Mode::transaction,
     "Azure",
     "Azure's PgBouncer serves transaction mode here",
     {same_with}},
    {"*.postgres.database.azure.com", "", "", Mode::direct, "Azure", "", {}},
    {"*.alloydb.goog|*.alloydb-psa.goog|*.sql.goog|*.sql-psa.goog",
     "6432",
     "",
     Mode::transaction,
     "Google Cloud",
     "managed connection pooling, in transaction mode by default",
     {same_with}},
    {"*.alloydb.goog|*.alloydb-psa.goog|*.sql.goog|*.sql-psa.goog",
     "3307",
     "",
     Mode::unknown,
     "Google Cloud",
     "the Auth Proxy's port",
     {same_with}},
    {"*.db.ondigitalocean.com",
     "25061",
     "",
     Mode::transaction,
     "DigitalOcean",
     "a connection pool, whose mode the URL does not tell",
     {"use the database itself: the same URL with port 25060 and the database's own name in place of the pool's"}},
    {"*.db.ondigitalocean.com", "", "", Mode::direct, "DigitalOcean", "", {}},
    {"pgbouncer*.railway.internal|*pgbouncer*.up.railway.app",
     "",
     "",
     Mode::transaction,
     "Railway",
     "Railway's PgBouncer serves transaction mode by default",
     {"use the URL that Railway gives as `DATABASE_UNPOOLED_URL`"}},
    {"*.railway.internal|*.proxy.rlwy.net",
     "6432|6543",
     "",
     Mode::transaction,
     "Railway",
     "a PgBouncer of Railway",
     {"use the URL that Railway gives as `DATABASE_UNPOOLED_URL`"}},
    {"*.postgresbridge.com",
     "5431",
     "",
     Mode::transaction,
     "Crunchy Bridge",
     "Crunchy Bridge's PgBouncer listens here",
     {same_with}},
    {"*.postgresbridge.com", "", "", Mode::direct, "Crunchy Bridge", "", {}},
    {"*.proxy-*.rds.amazonaws.com",
     "",
     "",
     Mode::unknown,
     "RDS Proxy",
     "RDS Proxy shares server connections",
     {"use the endpoint of the instance or of the cluster"}},
    {"*.hyperdrive.local",
     "",
     "",
     Mode::transaction,
     "Hyperdrive",
     "Hyperdrive pools transactions",
     {"use the URL of the database behind Hyperdrive"}},
    {"*.cockroachlabs.cloud|*.crdb.io", "", "", Mode::foreign, "CockroachDB", "CockroachDB", {}},
    {"", "26257", "", Mode::foreign, "CockroachDB", "CockroachDB's port", {}},
    // presumed by port, on any host
    {"", "6543", "", Mode::transaction, "", "the usual port of a transaction pooler", {ask}},
    {"", "6432", "", Mode::transaction, "", "PgBouncer's usual port", {ask}},
    {"", "25061", "", Mode::transaction, "", "the usual port of a managed connection pool", {ask}},
    {"", "5431|8432", "", Mode::transaction, "", "the usual port of a managed PgBouncer", {ask}},
    // a self-hosted Supabase: its Supavisor has 5432, and the tenant is part of the user
    {"", "5432", "postgres.*", Mode::session, "Supabase (self-hosted)", "Supavisor serves session mode here", {}},
    {"", "", "", Mode::direct, "", "", {}},
};

std::string_view without_dot(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

/// libpq reads a port as a number: `06543` and ` 6543` are dialled as 6543.
std::string_view plain_port(std::string_view port) {
  port.remove_prefix(std::min(port.find_first_not_of(" \t+0"), port.size()));
  port = port.substr(0, port.find_first_of(" \t"));
  return port.empty() ? "5432" : port;
}

}  // namespace

const Rule& rule_for(std::string_view host, std::string_view port, std::string_view user) {
  const auto* row = std::find_if(std::begin(rules), std::end(rules), [&](const Rule& one) {
    return matches(one.host, without_dot(host)) && matches(one.port, port) && matches(one.user, user);
  });
  return *row;
}

int badness(Mode mode) {
  constexpr Mode ascending[] = {Mode::direct,  Mode::session, Mode::unknown,   Mode::read_only,
                                Mode::replica, Mode::foreign, Mode::statement, Mode::transaction};
  return static_cast<int>(std::find(std::begin(ascending), std::end(ascending), mode) - std::begin(ascending));
}

Verdict verdict_on(const Resolved& resolved) {
  Verdict worst;
  const auto consider = [&](std::size_t index, std::string_view name, std::string_view port) {
    const auto& rule = rule_for(name, plain_port(port), resolved.user);
    const bool worse = worst.rule == nullptr || badness(rule.mode) > badness(worst.rule->mode);
    if (worse) worst = {.rule = &rule, .host = index};
  };
  for (std::size_t i = 0; i < resolved.hosts.size(); ++i) {
    const auto& host = resolved.hosts[i];
    if (!host.host.empty() || host.hostaddr.empty()) consider(i, host.host, host.port);
    if (!host.hostaddr.empty()) consider(i, host.hostaddr, host.port);
  }
  if (worst.rule == nullptr) consider(0, "", "");
  return worst;
}

}  // namespace migrate::endpoint
