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
    {.host = supavisor,
     .user = "*-rr-*",
     .mode = Mode::replica,
     .provider = "Supabase",
     .why = "the user names a read replica",
     .help = {take_primary, or_direct}},
    {.host = supabase_replica,
     .mode = Mode::replica,
     .provider = "Supabase",
     .why = "the host is a read replica",
     .help = {take_primary, or_direct}},
    {.host = supavisor,
     .port = "6543",
     .mode = Mode::transaction,
     .provider = "Supabase",
     .why = "Supavisor serves transaction mode here",
     .help = {take_session, or_direct}},
    {.host = supavisor,
     .port = "5432",
     .mode = Mode::session,
     .provider = "Supabase",
     .why = "Supavisor serves session mode here"},
    {.host = supavisor,
     .mode = Mode::unknown,
     .provider = "Supabase",
     .why = "Supavisor serves 5432 and 6543",
     .help = {take_session, or_direct}},
    {.host = supabase,
     .port = "6543",
     .mode = Mode::transaction,
     .provider = "Supabase",
     .why = "the dedicated PgBouncer serves transaction mode here",
     .help = {same_with}},
    {.host = supabase, .port = "5432", .mode = Mode::direct, .provider = "Supabase"},
    {.host = supabase,
     .mode = Mode::unknown,
     .provider = "Supabase",
     .why = "the database listens on 5432",
     .help = {same_with}},
    {.host = "api.supabase.com",
     .mode = Mode::unknown,
     .provider = "Supabase",
     .why = "a proxy of the Supabase API",
     .help = {"take a connection string of the project's dashboard"}},
    {.host = local, .port = "54322|54320", .mode = Mode::direct, .provider = "Supabase (local)"},
    {.port = "54329",
     .mode = Mode::transaction,
     .provider = "Supabase (local)",
     .certainty = Certainty::presumed,
     .why = "the local stack's pooler, in transaction mode by default",
     .help = {"use the database of the local stack: the same URL with port 54322 and user `postgres`"}},
    // others that are known by name
    {.host = "*.psdb.cloud",
     .port = "6432",
     .mode = Mode::transaction,
     .provider = "PlanetScale",
     .why = "PlanetScale's PgBouncer serves transaction mode here",
     .help = {same_with}},
    {.host = "*.psdb.cloud", .mode = Mode::direct, .provider = "PlanetScale"},
    {.host = "*-pooler.*.neon.tech|*-pooler.neon.tech|*-pooler.*.neon.build",
     .mode = Mode::transaction,
     .provider = "Neon",
     .why = "`-pooler` is Neon's transaction pooler",
     .help = {"use the host without `-pooler`: {unpooled}"}},
    {.host = "*.neon.tech|*.neon.build", .mode = Mode::direct, .provider = "Neon"},
    {.host = "pooled.db.prisma.io",
     .mode = Mode::transaction,
     .provider = "Prisma Postgres",
     .why = "Prisma's pooler serves transaction mode here",
     .help = {"connect to the database itself: the same URL with host `db.prisma.io`"}},
    {.host = "db.prisma.io", .mode = Mode::direct, .provider = "Prisma Postgres"},
    {.host = "*.prisma-data.net|*.prisma-data.com",
     .mode = Mode::unknown,
     .provider = "Prisma Accelerate",
     .why = "not the Postgres protocol",
     .help = {"take the database's own URL"}},
    {.host = "*.postgres.database.azure.com",
     .port = "6432|8432",
     .mode = Mode::transaction,
     .provider = "Azure",
     .certainty = Certainty::presumed,
     .why = "Azure's PgBouncer serves transaction mode here",
     .help = {same_with}},
    {.host = "*.postgres.database.azure.com", .mode = Mode::direct, .provider = "Azure"},
    {.host = "*.alloydb.goog|*.alloydb-psa.goog|*.sql.goog|*.sql-psa.goog",
     .port = "6432",
     .mode = Mode::transaction,
     .provider = "Google Cloud",
     .certainty = Certainty::presumed,
     .why = "managed connection pooling, in transaction mode by default",
     .help = {same_with}},
    {.host = "*.alloydb.goog|*.alloydb-psa.goog|*.sql.goog|*.sql-psa.goog",
     .port = "3307",
     .mode = Mode::unknown,
     .provider = "Google Cloud",
     .why = "the Auth Proxy's port",
     .help = {same_with}},
    {.host = "*.db.ondigitalocean.com",
     .port = "25061",
     .mode = Mode::transaction,
     .provider = "DigitalOcean",
     .certainty = Certainty::presumed,
     .why = "a connection pool, whose mode the URL does not tell",
     .help =
         {"use the database itself: the same URL with port 25060 and the database's own name in place of the pool's"}},
    {.host = "*.db.ondigitalocean.com", .mode = Mode::direct, .provider = "DigitalOcean"},
    {.host = "pgbouncer*.railway.internal|*pgbouncer*.up.railway.app",
     .mode = Mode::transaction,
     .provider = "Railway",
     .certainty = Certainty::presumed,
     .why = "Railway's PgBouncer serves transaction mode by default",
     .help = {"use the URL that Railway gives as `DATABASE_UNPOOLED_URL`"}},
    {.host = "*.railway.internal|*.proxy.rlwy.net",
     .port = "6432|6543",
     .mode = Mode::transaction,
     .provider = "Railway",
     .certainty = Certainty::presumed,
     .why = "a PgBouncer of Railway",
     .help = {"use the URL that Railway gives as `DATABASE_UNPOOLED_URL`"}},
    {.host = "*.postgresbridge.com",
     .port = "5431",
     .mode = Mode::transaction,
     .provider = "Crunchy Bridge",
     .certainty = Certainty::presumed,
     .why = "Crunchy Bridge's PgBouncer listens here",
     .help = {same_with}},
    {.host = "*.postgresbridge.com", .mode = Mode::direct, .provider = "Crunchy Bridge"},
    {.host = "*.proxy-*.rds.amazonaws.com",
     .mode = Mode::unknown,
     .provider = "RDS Proxy",
     .why = "RDS Proxy shares server connections",
     .help = {"use the endpoint of the instance or of the cluster"}},
    {.host = "*.hyperdrive.local",
     .mode = Mode::transaction,
     .provider = "Hyperdrive",
     .why = "Hyperdrive pools transactions",
     .help = {"use the URL of the database behind Hyperdrive"}},
    {.host = "*.cockroachlabs.cloud|*.crdb.io", .mode = Mode::foreign, .provider = "CockroachDB", .why = "CockroachDB"},
    {.port = "26257", .mode = Mode::foreign, .provider = "CockroachDB", .why = "CockroachDB's port"},
    // presumed by port, on any host
    {.port = "6543",
     .mode = Mode::transaction,
     .certainty = Certainty::presumed,
     .why = "the usual port of a transaction pooler",
     .help = {ask}},
    {.port = "6432",
     .mode = Mode::transaction,
     .certainty = Certainty::presumed,
     .why = "PgBouncer's usual port",
     .help = {ask}},
    {.port = "25061",
     .mode = Mode::transaction,
     .certainty = Certainty::presumed,
     .why = "the usual port of a managed connection pool",
     .help = {ask}},
    {.port = "5431|8432",
     .mode = Mode::transaction,
     .certainty = Certainty::presumed,
     .why = "the usual port of a managed PgBouncer",
     .help = {ask}},
    // a self-hosted Supabase: its Supavisor has 5432, and the tenant is part of the user
    {.port = "5432",
     .user = "postgres.*",
     .mode = Mode::session,
     .provider = "Supabase (self-hosted)",
     .why = "Supavisor serves session mode here"},
    {.mode = Mode::direct},
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
