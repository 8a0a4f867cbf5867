#include <migrate/advice.hpp>

#include <catch2/catch.hpp>

#include <string>

using namespace migrate;
using namespace migrate::advice;
using endpoint::Endpoint;
using endpoint::Mode;

namespace {

const std::string ref = "abcdefghijklmnopqrst";

Endpoint leading_to(const std::string& host, const std::string& port, const std::string& user) {
  const endpoint::ConnectionString string{
      .text = Secret("postgresql://" + user + ":secret@" + host + ":" + port + "/shop"),
      .origin = "$X",
      .target_name = {}};
  const auto prepared = endpoint::prepare(string);
  REQUIRE(prepared);
  return endpoint::classify(string, *prepared,
                            {.hosts = {{.host = host, .hostaddr = "", .port = port}},
                             .user = user,
                             .database = "shop",
                             .sslmode = "prefer",
                             .password = Secret("secret"),
                             .rest = {}});
}

std::string shown(const Result<Parts>& parts) {
  if (!parts) return parts.error().code;
  return parts->user + "@" + parts->host + ":" + parts->port + "/" + parts->database;
}

}  // namespace

TEST_CASE("one URL tells the others, where the provider's rules are known") {
  struct Case {
    std::string host, port, user, direct, session, transaction;
  };
  const std::string pooler = "aws-1-eu-central-1.pooler.supabase.com";
  const auto one = GENERATE_COPY(values<Case>({
      // Supabase: the pooler's host is never made up
      {pooler, "6543", "postgres." + ref, "postgres@db." + ref + ".supabase.co:5432/shop",
       "postgres." + ref + "@" + pooler + ":5432/shop", "postgres." + ref + "@" + pooler + ":6543/shop"},
      {pooler, "5432", "app." + ref, "app@db." + ref + ".supabase.co:5432/shop",
       "app." + ref + "@" + pooler + ":5432/shop", "app." + ref + "@" + pooler + ":6543/shop"},
      {"db." + ref + ".supabase.co", "5432", "postgres", "postgres@db." + ref + ".supabase.co:5432/shop", "M0700",
       "M0700"},
      {"db." + ref + ".supabase.co", "6543", "postgres", "postgres@db." + ref + ".supabase.co:5432/shop", "M0700",
       "postgres@db." + ref + ".supabase.co:6543/shop"},
      {"db." + ref + ".supabase.co", "6543", "app.user", "app.user@db." + ref + ".supabase.co:5432/shop", "M0700",
       "app.user@db." + ref + ".supabase.co:6543/shop"},
      // a replica is no way to its primary
      {pooler, "5432", "postgres." + ref + "-rr-eu-1-x", "M0701", "M0701", "M0701"},
      {"127.0.0.1", "54322", "postgres", "postgres@127.0.0.1:54322/shop", "M0701", "M0701"},
      // others
      {"ep-a-1-pooler.eu.aws.neon.tech", "5432", "app", "app@ep-a-1.eu.aws.neon.tech:5432/shop", "M0701",
       "app@ep-a-1-pooler.eu.aws.neon.tech:5432/shop"},
      {"ep-a-1.eu.aws.neon.tech", "5432", "app", "app@ep-a-1.eu.aws.neon.tech:5432/shop", "M0701",
       "app@ep-a-1-pooler.eu.aws.neon.tech:5432/shop"},
      {"pooled.db.prisma.io", "5432", "app", "app@db.prisma.io:5432/shop", "M0701",
       "app@pooled.db.prisma.io:5432/shop"},
      {"db.prisma.io", "5432", "app", "app@db.prisma.io:5432/shop", "M0701", "app@pooled.db.prisma.io:5432/shop"},
      {"x.horizon.psdb.cloud", "6432", "postgres.a", "postgres.a@x.horizon.psdb.cloud:5432/shop", "M0701",
       "postgres.a@x.horizon.psdb.cloud:6432/shop"},
      {"x.postgres.database.azure.com", "5432", "app", "app@x.postgres.database.azure.com:5432/shop", "M0701",
       "app@x.postgres.database.azure.com:6432/shop"},
      {"db.example", "6432", "app", "M0701", "M0701", "app@db.example:6432/shop"},
      {"db.example", "5432", "app", "app@db.example:5432/shop", "M0701", "M0701"},
      {"x.db.ondigitalocean.com", "25061", "app", "M0701", "M0701", "app@x.db.ondigitalocean.com:25061/shop"},
  }));
  CAPTURE(one.host, one.port, one.user);
  const auto endpoint = leading_to(one.host, one.port, one.user);
  CHECK(shown(convert(endpoint, Mode::direct, std::nullopt)) == one.direct);
  CHECK(shown(convert(endpoint, Mode::session, std::nullopt)) == one.session);
  CHECK(shown(convert(endpoint, Mode::transaction, std::nullopt)) == one.transaction);
}

TEST_CASE("the pooler of the same project leads from the database to the pooler, another project's does not") {
  const auto endpoint = leading_to("db." + ref + ".supabase.co", "5432", "postgres");
  const Pooler same{.host = "aws-1-x.pooler.supabase.com", .reference = ref};
  CHECK(shown(convert(endpoint, Mode::session, same)) == "postgres." + ref + "@aws-1-x.pooler.supabase.com:5432/shop");
  CHECK(shown(convert(endpoint, Mode::transaction, same)) ==
        "postgres." + ref + "@aws-1-x.pooler.supabase.com:6543/shop");
  const Pooler other{.host = "aws-1-x.pooler.supabase.com", .reference = "zyxwvutsrqponmlkjihg"};
  CHECK(shown(convert(endpoint, Mode::session, other)) == "M0700");
}

TEST_CASE("migrations take the URL as it is where it is fit, else the session pooler, else the database") {
  const auto way = [](const Endpoint& endpoint) {
    const auto parts = for_migrations(endpoint, std::nullopt);
    return parts ? parts->host + ":" + parts->port : std::string("none");
  };
  CHECK(way(leading_to("aws-1-x.pooler.supabase.com", "6543", "postgres." + ref)) ==
        "aws-1-x.pooler.supabase.com:5432");
  CHECK(way(leading_to("db." + ref + ".supabase.co", "6543", "postgres")) == "db." + ref + ".supabase.co:5432");
  CHECK(way(leading_to("db." + ref + ".supabase.co", "5432", "postgres")) == "db." + ref + ".supabase.co:5432");
  CHECK(way(leading_to("ep-a-pooler.eu.aws.neon.tech", "5432", "app")) == "ep-a.eu.aws.neon.tech:5432");
  CHECK(way(leading_to("db.example", "6432", "app")) == "none");
}

TEST_CASE("a refused conversion shows the URL without its password") {
  const auto refused = convert(leading_to("db.example", "6432", "app"), Mode::direct, std::nullopt);
  REQUIRE(!refused);
  CHECK(refused.error().message == "how `db.example:6432` serves a direct connection is not known");
  CHECK(refused.error().labels[0].source->text == "postgresql://app:***@db.example:6432/shop");
}

TEST_CASE("sockets and lists of hosts have no settings") {
  auto endpoint = leading_to("db.example", "5432", "app");
  endpoint.resolved.hosts = {{.host = "/run/postgresql", .hostaddr = "", .port = "5432"}};
  CHECK(shown(convert(endpoint, Mode::direct, std::nullopt)) == "M0702");
  endpoint.resolved.hosts = {{.host = "a", .hostaddr = "", .port = "5432"},
                             {.host = "b", .hostaddr = "", .port = "5432"}};
  CHECK(shown(convert(endpoint, Mode::direct, std::nullopt)) == "M0702");
}
