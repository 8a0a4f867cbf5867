#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

namespace {

const std::string vouch =
    "if no transaction pooler listens there, add `--assume-session`: the connection is then probed before it is used";

Diagnostic refused(const Endpoint& endpoint, const Evidence& evidence = {}) {
  const auto result = guard(endpoint, evidence);
  REQUIRE(!result);
  return result.error();
}

}  // namespace

TEST_CASE("a transaction pooler of Supabase is refused with the corrected URL") {
  const auto diagnostic =
      refused(classified("postgresql://postgres.abcdefghij:sEcReT@aws-0-eu-central-1.pooler.supabase.com:6543/postgres"
                         "?pgbouncer=true",
                         resolved({{"aws-0-eu-central-1.pooler.supabase.com", "", "6543"}}, "postgres.abcdefghij")));
  CHECK(diagnostic.code == "M0101");
  CHECK(diagnostic.message == "refusing to migrate through a transaction pooler");
  REQUIRE(diagnostic.labels.size() == 2);
  CHECK(diagnostic.labels[0].source->name == "$DATABASE_URL, set in .env:3");
  CHECK(diagnostic.labels[0].source->kind == Source::Kind::value);
  CHECK(diagnostic.labels[0].source->text ==
        "postgresql://postgres.abcdefghij:***@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true");
  CHECK(marked(diagnostic) == "6543|pgbouncer=true");
  CHECK(diagnostic.labels[0].text == "Supavisor serves transaction mode here");
  CHECK(diagnostic.labels[1].text == "so says this, too");
  CHECK(diagnostic.notes ==
        std::vector<std::string>{"every transaction may run on another server connection, so advisory locks, `set` and "
                                 "prepared statements do not last from one to the next"});
  CHECK(diagnostic.helps ==
        std::vector<std::string>{"use the session pooler: the same URL with port 5432 and without `pgbouncer=true`",
                                 "or connect directly, where IPv6 or the IPv4 add-on is available: "
                                 "postgresql://postgres:***@db.abcdefghij.supabase.co:5432/postgres"});
}

TEST_CASE("the help fits what is wrong") {
  struct Case {
    std::string url;
    Resolved values;
    std::string marks;
    std::vector<std::string> helps;
  };
  const auto one = GENERATE(values<Case>({
      {"postgresql://postgres:x@db.abcdefghij.supabase.co:6543/postgres",
       resolved({{"db.abcdefghij.supabase.co", "", "6543"}}),
       "6543",
       {"connect to the database itself: the same URL with port 5432"}},
      {"postgresql://app:x@aws-0-x.pooler.supabase.com:5432/shop?pgbouncer=1",
       resolved({{"aws-0-x.pooler.supabase.com", "", "5432"}}, "app"),
       "pgbouncer=1",
       {"use the same URL without `pgbouncer=1`"}},
      {"postgresql://app:x@db.example:5433/shop?pgbouncer=true",
       resolved({{"db.example", "", "5433"}}, "app"),
       "pgbouncer=true",
       {"if this is the database itself, use the same URL without `pgbouncer=true`"}},
      {"postgresql://app:x@ep-a-1-pooler.eu.aws.neon.tech/shop?pgbouncer=true&sslmode=require",
       resolved({{"ep-a-1-pooler.eu.aws.neon.tech", "", "5432"}}, "app"),
       "ep-a-1-pooler.eu.aws.neon.tech|pgbouncer=true",
       {"use the host without `-pooler`: postgresql://app:***@ep-a-1.eu.aws.neon.tech/shop?sslmode=require"}},
      {"postgresql://app:x@ep-a-1-pooler.eu.aws.neon.tech/shop?pgbouncer=true",
       resolved({{"ep-a-1-pooler.eu.aws.neon.tech", "", "5432"}}, "app"),
       "ep-a-1-pooler.eu.aws.neon.tech|pgbouncer=true",
       {"use the host without `-pooler`: postgresql://app:***@ep-a-1.eu.aws.neon.tech/shop"}},
      {"host=db.example port=6432 password=x",
       resolved({{"db.example", "", "6432"}}),
       "6432",
       {"ask for the session pool or the database's own port of this host", vouch}},
      {"postgresql://app:x@a:5432,b:6543/shop",
       resolved({{"a", "", "5432"}, {"b", "", "6543"}}),
       "6543",
       {"ask for the session pool or the database's own port of this host"}},
      {"postgresql://app:x@a:5432/shop?port=6543",
       resolved({{"a", "", "6543"}}),
       "6543",
       {"ask for the session pool or the database's own port of this host", vouch}},
      {"postgresql://app:x@a:65%343/shop",
       resolved({{"a", "", "6543"}}),
       "65%343",
       {"ask for the session pool or the database's own port of this host", vouch}},
      {"host=a,b port=5432,6543",
       resolved({{"a", "", "5432"}, {"b", "", "6543"}}),
       "6543",
       {"ask for the session pool or the database's own port of this host"}},
      {"postgresql://app:x@db:26257/shop",
       resolved({{"db", "", "26257"}}),
       "26257",
       {"take the URL of a Postgres database"}},
      {"postgresql://postgres.abcdefghij-rr-eu-1-x:x@aws-0-x.pooler.supabase.com:5432/postgres",
       resolved({{"aws-0-x.pooler.supabase.com", "", "5432"}}, "postgres.abcdefghij-rr-eu-1-x"),
       "postgres.abcdefghij-rr-eu-1-x",
       {"take the connection string of the primary database",
        "or connect directly, where IPv6 or the IPv4 add-on is available: "
        "postgresql://postgres:***@db.abcdefghij.supabase.co:5432/postgres"}},
  }));
  CAPTURE(one.url);
  const auto diagnostic = refused(classified(one.url, one.values));
  CHECK(marked(diagnostic) == one.marks);
  CHECK(diagnostic.helps == one.helps);
}

TEST_CASE("a port that the URL does not show is told apart") {
  auto values = resolved({{"db.example", "", "6543"}});
  const auto by_variable = refused(classified("postgresql://app:x@db.example/shop", values));
  CHECK(marked(by_variable) == "db.example");
  REQUIRE(!by_variable.notes.empty());
  CHECK(by_variable.notes[0] == "port 6543 is not in the connection string: it comes from `$PGPORT`");

  values.rest["service"] = "prod";
  const auto by_service = refused(classified("postgresql:///shop", values));
  CHECK(by_service.notes[1] ==
        "port 6543 is not in the connection string: it comes from the service `prod` or `$PGPORT`");
  CHECK(by_service.notes[2] ==
        "host db.example is not in the connection string: it comes from the service `prod` or `$PGHOST`");
}

TEST_CASE("a live look decides, except where the text shows a transaction pooler") {
  const auto seen = [](Mode mode, std::vector<std::string> notes = {}) {
    return Evidence{.depth = Evidence::Depth::whole, .seen = mode, .notes = std::move(notes)};
  };
  const auto innocent =
      classified("postgresql://app:x@pg.internal:5432/shop", resolved({{"pg.internal", "", "5432"}}, "app", "shop"));
  const auto pooler = refused(innocent, seen(Mode::transaction, {"server process 4711, then 4718"}));
  CHECK(pooler.code == "M0102");
  CHECK(pooler.message == "refusing to migrate through a transaction pooler");
  CHECK(marked(pooler) == "pg.internal:5432");
  CHECK(pooler.labels[0].text == "behaves like one");
  REQUIRE(pooler.notes.size() == 2);
  CHECK(pooler.notes[0] == "server process 4711, then 4718");
  CHECK(pooler.helps == std::vector<std::string>{"ask for the session pool or the database's own port of this host"});

  CHECK(refused(innocent, seen(Mode::statement)).code == "M0102");
  CHECK(refused(innocent, seen(Mode::replica)).code == "M0103");
  CHECK(refused(innocent, seen(Mode::read_only)).code == "M0104");
  CHECK(refused(innocent, seen(Mode::foreign)).code == "M0105");
  CHECK(guard(innocent, seen(Mode::session))->endpoint().mode == Mode::session);

  const auto supavisor = classified("host=x", resolved({{"aws-0-x.pooler.supabase.com", "", "6543"}}));
  CHECK(refused(supavisor, seen(Mode::session)).code == "M0101");
  const auto proxy = classified("host=x", resolved({{"x.proxy-a.eu.rds.amazonaws.com", "", "5432"}}));
  CHECK(refused(proxy, seen(Mode::direct)).code == "M0106");
}

TEST_CASE("a person's word settles what neither text nor probe can, and nothing else") {
  struct Case {
    std::string host;
    std::string port;
    Evidence::Depth depth;
    Mode seen;
    std::string without;  ///< the refusal's code; empty: allowed
    std::string with;     ///< the same with --assume-session
  };
  constexpr auto none = Evidence::Depth::none, cheap = Evidence::Depth::cheap, whole = Evidence::Depth::whole;
  const auto one = GENERATE(values<Case>({
      {"db.example", "5432", none, Mode::unknown, "", ""},
      {"db.example", "5432", cheap, Mode::unknown, "", ""},
      {"db.example", "5432", cheap, Mode::replica, "M0103", "M0103"},
      {"db.example", "5432", whole, Mode::direct, "", ""},
      {"db.example", "5432", whole, Mode::unknown, "M0125", ""},
      {"db.example", "5432", whole, Mode::transaction, "M0102", "M0102"},
      {"db.example", "5432", whole, Mode::statement, "M0102", "M0102"},
      {"db.example", "6543", none, Mode::unknown, "M0101", "M0101"},
      {"db.example", "6543", cheap, Mode::unknown, "M0101", "M0101"},
      {"db.example", "6543", whole, Mode::unknown, "M0101", "M0101"},
      {"db.example", "6543", whole, Mode::direct, "M0101", ""},
      {"db.example", "6543", whole, Mode::session, "M0101", ""},
      {"db.example", "6543", whole, Mode::transaction, "M0102", "M0102"},
      {"aws-0-x.pooler.supabase.com", "6543", whole, Mode::session, "M0101", "M0101"},
      {"aws-0-x.pooler.supabase.com", "5433", whole, Mode::session, "M0106", "M0106"},
      {"ep-a-1-pooler.eu.aws.neon.tech", "5432", whole, Mode::direct, "M0101", "M0101"},
  }));
  CAPTURE(one.host, one.port, name_of(one.seen));
  const auto endpoint = classified("host=x", resolved({{one.host, "", one.port}}));
  const Evidence evidence{.depth = one.depth, .seen = one.seen};
  const auto code_of = [](const Result<MigrationEndpoint>& result) { return result ? "" : result.error().code; };
  CHECK(code_of(guard(endpoint, evidence)) == one.without);
  CHECK(code_of(guard(endpoint, evidence, Assume::session)) == one.with);
}

TEST_CASE("a named service knows its connections better than a probe") {
  const Evidence evidence{.depth = Evidence::Depth::whole, .seen = Mode::session};
  const auto neon = classified("host=x", resolved({{"ep-a-1.eu.aws.neon.tech", "", "5432"}}));
  CHECK(guard(neon, evidence)->endpoint().mode == Mode::direct);
}

TEST_CASE("nothing is dialled where the text is enough") {
  const auto dialled = [](const char* host, const char* port, Assume assume) {
    return allow_dialling(classified("host=x", resolved({{host, "", port}})), assume).has_value();
  };
  CHECK(dialled("db.example", "5432", Assume::nothing));
  CHECK_FALSE(dialled("db.example", "6543", Assume::nothing));
  CHECK(dialled("db.example", "6543", Assume::session));
  CHECK_FALSE(dialled("aws-0-x.pooler.supabase.com", "6543", Assume::session));
}
