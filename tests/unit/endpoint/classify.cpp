#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

TEST_CASE("the table knows what a host, a port and a user lead to") {
  struct Case {
    std::string host;
    std::string port;
    std::string user;
    Mode mode;
    std::string provider;
  };
  const auto one = GENERATE(values<Case>({
      // Supabase
      {"db.abcdefghij.supabase.co", "5432", "postgres", Mode::direct, "Supabase"},
      {"DB.abcdefghij.Supabase.CO.", "5432", "postgres", Mode::direct, "Supabase"},
      {"db.abcdefghij.supabase.red", "5432", "postgres", Mode::direct, "Supabase"},
      {"db.abcdefghij.snapcloud.dev", "5432", "postgres", Mode::direct, "Supabase"},
      {"db.abcdefghij.supabase.co", "6543", "postgres", Mode::transaction, "Supabase"},
      {"db.abcdefghij.supabase.co", "06543", "postgres", Mode::transaction, "Supabase"},
      {"db.abcdefghij.supabase.co", "5433", "postgres", Mode::unknown, "Supabase"},
      {"aws-0-eu-central-1.pooler.supabase.com", "5432", "postgres.abcdefghij", Mode::session, "Supabase"},
      {"aws-0-eu-central-1.pooler.supabase.com", "", "postgres.abcdefghij", Mode::session, "Supabase"},
      {"aws-0-eu-central-1.pooler.supabase.com", "6543", "postgres.abcdefghij", Mode::transaction, "Supabase"},
      {"AWS-1-eu-central-1.POOLER.supabase.com.", "6543", "postgres.abcdefghij", Mode::transaction, "Supabase"},
      {"aws-eu-central-1.pooler.supabase.green", "6543", "postgres.abcdefghij", Mode::transaction, "Supabase"},
      {"pooler.supabase.com", "6543", "postgres", Mode::transaction, "Supabase"},
      {"aws-0-eu-central-1.pooler.supabase.com", "5432", "postgres", Mode::session, "Supabase"},
      {"aws-0-eu-central-1.pooler.supabase.com", "5432", "cli_login_postgres.abcdefghij", Mode::session, "Supabase"},
      {"aws-0-eu-central-1.pooler.supabase.com", "6543", "supabase_admin.abcdefghij", Mode::transaction, "Supabase"},
      {"db.abcdefghij.supabase.co", "5432", "cli_login_postgres", Mode::direct, "Supabase"},
      {"aws-0-eu-central-1.pooler.supabase.com", "6544", "postgres.abcdefghij", Mode::unknown, "Supabase"},
      {"aws-0-us-east-1.pooler.supabase.com", "5432", "postgres.abcdefghij-rr-us-east-1-xyz", Mode::replica,
       "Supabase"},
      {"db.abcdefghij-rr-us-east-1-xyz.supabase.co", "5432", "postgres", Mode::replica, "Supabase"},
      {"abcdefghij-rr-us-east-1-xyz.supabase.co", "5432", "postgres", Mode::replica, "Supabase"},
      {"aws-0-us-east-1.pooler.supabase.com", "6543", "postgres.abcdefghij-rr-us-east-1-xyz", Mode::replica,
       "Supabase"},
      {"api.supabase.com", "443", "postgres", Mode::unknown, "Supabase"},
      {"127.0.0.1", "54322", "postgres", Mode::direct, "Supabase (local)"},
      {"localhost", "54320", "postgres", Mode::direct, "Supabase (local)"},
      {"127.0.0.1", "54329", "postgres.pooler-dev", Mode::transaction, "Supabase (local)"},
      {"supabase.example", "5432", "postgres.your-tenant-id", Mode::session, "Supabase (self-hosted)"},
      {"supabase.example", "6543", "postgres.your-tenant-id", Mode::transaction, ""},
      {"supabase.example", "6543", "postgres", Mode::transaction, ""},
      {"supabase.example", "5432", "postgres", Mode::direct, ""},
      {"supabase.example", "5433", "postgres", Mode::direct, ""},
      // names that only look like those above
      {"x.pooler.supabase.com.example.org", "5432", "postgres", Mode::direct, ""},
      {"xpooler.supabase.com", "5432", "postgres", Mode::direct, ""},
      // others
      {"ep-cool-rain-1-pooler.eu-central-1.aws.neon.tech", "5432", "app", Mode::transaction, "Neon"},
      {"ep-cool-rain-1.eu-central-1.aws.neon.tech", "5432", "app", Mode::direct, "Neon"},
      {"pooled.db.prisma.io", "5432", "app", Mode::transaction, "Prisma Postgres"},
      {"db.prisma.io", "5432", "app", Mode::direct, "Prisma Postgres"},
      {"accelerate.prisma-data.net", "443", "app", Mode::unknown, "Prisma Accelerate"},
      {"x.horizon.psdb.cloud", "6432", "postgres.abc", Mode::transaction, "PlanetScale"},
      {"x.horizon.psdb.cloud", "5432", "postgres.abc", Mode::direct, "PlanetScale"},
      {"shop.postgres.database.azure.com", "6432", "app", Mode::transaction, "Azure"},
      {"shop.postgres.database.azure.com", "8432", "app", Mode::transaction, "Azure"},
      {"shop.postgres.database.azure.com", "5432", "app", Mode::direct, "Azure"},
      {"x.europe-west1.alloydb.goog", "6432", "app", Mode::transaction, "Google Cloud"},
      {"x.europe-west1.alloydb.goog", "5432", "app", Mode::direct, ""},
      {"x.europe-west1.sql.goog", "6432", "app", Mode::transaction, "Google Cloud"},
      {"x.europe-west1.sql.goog", "3307", "app", Mode::unknown, "Google Cloud"},
      {"db-1.db.ondigitalocean.com", "25061", "app", Mode::transaction, "DigitalOcean"},
      {"db-1.db.ondigitalocean.com", "25060", "app", Mode::direct, "DigitalOcean"},
      {"pgbouncer.railway.internal", "5432", "app", Mode::transaction, "Railway"},
      {"postgres.railway.internal", "5432", "app", Mode::direct, ""},
      {"x.proxy.rlwy.net", "6432", "app", Mode::transaction, "Railway"},
      {"p.abc.db.postgresbridge.com", "5431", "app", Mode::transaction, "Crunchy Bridge"},
      {"p.abc.db.postgresbridge.com", "5432", "app", Mode::direct, "Crunchy Bridge"},
      {"shop.proxy-abc.eu-central-1.rds.amazonaws.com", "5432", "app", Mode::unknown, "RDS Proxy"},
      {"shop.abc.eu-central-1.rds.amazonaws.com", "5432", "app", Mode::direct, ""},
      {"x.hyperdrive.local", "5432", "app", Mode::transaction, "Hyperdrive"},
      {"free-tier.aws.cockroachlabs.cloud", "5432", "app", Mode::foreign, "CockroachDB"},
      {"10.0.0.9", "26257", "app", Mode::foreign, "CockroachDB"},
      // any host
      {"10.0.0.9", "6432", "app", Mode::transaction, ""},
      {"10.0.0.9", "6543", "app", Mode::transaction, ""},
      {"/var/run/pgbouncer", "6432", "app", Mode::transaction, ""},
      {"ovh.example", "25061", "app", Mode::transaction, ""},
      {"10.0.0.9", "5431", "app", Mode::transaction, ""},
      {"10.0.0.9", "8432", "app", Mode::transaction, ""},
      {"10.0.0.9", "5432", "app", Mode::direct, ""},
      {"/run/postgresql", "5432", "app", Mode::direct, ""},
      {"", "", "app", Mode::direct, ""},
  }));
  CAPTURE(one.host, one.port, one.user);
  const auto endpoint = classified("host=elsewhere", resolved({{one.host, "", one.port}}, one.user));
  CHECK(endpoint.mode == one.mode);
  CHECK(endpoint.provider == one.provider);
  CHECK(guard(endpoint, {}).has_value() == (one.mode == Mode::direct || one.mode == Mode::session));
}

TEST_CASE("the worst of several hosts decides, and an address counts like a name") {
  const Host fine{"db.example", "", "5432"};
  CHECK(classified("host=x", resolved({fine, {"db.example", "", "6543"}})).mode == Mode::transaction);
  CHECK(classified("host=x", resolved({{"aws-0-x.pooler.supabase.com", "", "5432"}, fine})).mode == Mode::session);
  CHECK(classified("host=x", resolved({fine, {"", "10.0.0.9", "26257"}})).mode == Mode::foreign);
  CHECK(classified("host=x", resolved({{"db.example", "10.0.0.9", "5432"}})).mode == Mode::direct);
  CHECK(classified("host=x", resolved({})).mode == Mode::direct);
}

TEST_CASE("pgbouncer=true makes a transaction pooler of any port") {
  auto [value, mode] = GENERATE(table<std::string, Mode>(
      {{"true", Mode::transaction}, {"1", Mode::transaction}, {"TRUE", Mode::transaction}, {"false", Mode::direct}}));
  CHECK(classified("postgresql://app:x@db.example:5432/shop?pgbouncer=" + value,
                   resolved({{"db.example", "", "5432"}}, "app", "shop"))
            .mode == mode);
}

TEST_CASE("the other hints of ORMs warn") {
  const auto parameter =
      GENERATE(as<std::string>(), "supa=base-pooler.x", "statement_cache_size=0", "prepared_statement_cache_size=0",
               "statement-cache-capacity=0", "prepareThreshold=0", "default_query_exec_mode=simple_protocol",
               "default_query_exec_mode=exec", "prepare=false");
  const auto endpoint = classified("postgresql://app:x@db.example/shop?" + parameter,
                                   resolved({{"db.example", "", "5432"}}, "app", "shop"));
  CHECK(endpoint.mode == Mode::direct);
  REQUIRE(endpoint.diagnostics.size() == 2);
  CHECK(endpoint.diagnostics[0].code == "M0109");
  CHECK(endpoint.diagnostics[0].severity == Severity::warning);
  CHECK(marked(endpoint.diagnostics[0]) == parameter);
  CHECK(endpoint.diagnostics[1].code == "M0100");
  CHECK(marked(endpoint.diagnostics[1]) == parameter);
}

TEST_CASE("Supabase's reference is read from host, user or options") {
  auto values = resolved({{"aws-0-x.pooler.supabase.com", "", "6543"}});
  values.rest["options"] = "reference=abcdefghij";
  CHECK(classified("host=x", values).reference == "abcdefghij");
  CHECK(classified("host=x", resolved({{"db.abcdefghij.supabase.co", "", "5432"}})).reference == "abcdefghij");
  CHECK(classified("host=x", resolved({{"aws-0-x.pooler.supabase.com", "", "5432"}}, "app.abcdefghij")).reference ==
        "abcdefghij");
  CHECK(
      classified("host=x", resolved({{"aws-0-x.pooler.supabase.com", "", "5432"}}, "app.ab/../cd")).reference.empty());
  CHECK(classified("host=x", resolved({{"db.example", "", "5432"}}, "app.abcdefghij")).reference.empty());
}
