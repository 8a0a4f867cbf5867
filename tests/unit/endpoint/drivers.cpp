#include "endpoint/drivers.hpp"

#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

namespace {

const Diagnostic* found(const Endpoint& endpoint) {
  for (const auto& diagnostic : endpoint.diagnostics) {
    if (diagnostic.code == "M0130") return &diagnostic;
  }
  return nullptr;
}

Resolved at(std::string host, std::string port, std::string database = "db") {
  return resolved({{std::move(host), "", std::move(port)}}, "u", std::move(database));
}

}  // namespace

TEST_CASE("who would dial something else than libpq is said, with a URL that all read alike") {
  struct Case {
    std::string url;
    Resolved values;
    std::string marks;
    std::vector<std::string> notes;
    std::string help;
  };
  const std::string alike = "write it so that all read it alike: ";
  const auto one = GENERATE_COPY(values<Case>({
      {"postgresql://u:p@h1:5432/db?port=6543&sslmode=require",
       at("h1", "6543"),
       "port=6543",
       {"`migrate`, as libpq, dials h1:6543, database db", "postgres.js dials h1:5432", "`new URL()` dials h1:5432"},
       alike + "postgresql://u:***@h1:6543/db?sslmode=require"},
      {"postgresql://u:p@h1/db?host=h2",
       at("h2", "5432"),
       "host=h2",
       {"`migrate`, as libpq, dials h2:5432, database db", "postgres.js dials h1:5432", "`new URL()` dials h1:5432"},
       alike + "postgresql://u:***@h2:5432/db"},
      {"postgresql://u:p@h1/db?host=h2&hostaddr=10.0.0.9",
       resolved({{"h2", "10.0.0.9", "5432"}}, "u", "db"),
       "host=h2",
       {"`migrate`, as libpq, dials 10.0.0.9:5432, database db", "node-pg dials h2:5432", "postgres.js dials h1:5432",
        "`new URL()` dials h1:5432"},
       alike + "postgresql://u:***@10.0.0.9:5432/db"},
      {"postgresql://u:p#w@h:5432/db",
       at("h", "5432"),
       "***",
       {"`migrate`, as libpq, dials h:5432, database db", "node-pg refuses it", "postgres.js refuses it",
        "`new URL()` refuses it"},
       "percent-encode the password: `#` is written `%23`, `?` is `%3F`"},
      {"postgresql://u:12#w@h:5432/db",
       at("h", "5432"),
       "***",
       {"`migrate`, as libpq, dials h:5432, database db",
        "node-pg takes a piece of the password for the host or the port",
        "postgres.js takes a piece of the password for the host or the port",
        "`new URL()` takes a piece of the password for the host or the port"},
       "percent-encode the password: `#` is written `%23`, `?` is `%3F`"},
      {"postgresql://u:p@h1:5432,h2:6543/db",
       resolved({{"h1", "", "5432"}, {"h2", "", "6543"}}, "u", "db"),
       "h1:5432,h2:6543",
       {"`migrate`, as libpq, dials h1:5432, h2:6543, database db", "node-pg refuses it", "`new URL()` refuses it",
        "SQLAlchemy refuses it"},
       "give the application a URL with one host"},
      {"postgresql://u:p@h1:6000,h2/db",
       resolved({{"h1", "", "6000"}, {"h2", "", "5432"}}, "u", "db"),
       "h1:6000,h2",
       {"`migrate`, as libpq, dials h1:6000, h2:5432, database db", "node-pg refuses it",
        "postgres.js dials h1:6000, h2:6000", "`new URL()` refuses it", "SQLAlchemy refuses it"},
       "give the application a URL with one host"},
      {"postgresql://u:p@[2600:1f18::1]:6543/db",
       at("2600:1f18::1", "6543"),
       "2600:1f18::1",
       {"`migrate`, as libpq, dials [2600:1f18::1]:6543, database db", "postgres.js dials [2600:1"},
       "write a host name in place of the address"},
      {"postgresql://u:p@h:65%343/db",
       at("h", "6543"),
       "h:65%343",
       {"`migrate`, as libpq, dials h:6543, database db", "node-pg refuses it", "postgres.js refuses it",
        "`new URL()` refuses it", "SQLAlchemy refuses it"},
       alike + "postgresql://u:***@h:6543/db"},
      {"postgresql://u:p@%68ost:5432/db",
       at("host", "5432"),
       "%68ost:5432",
       {"`migrate`, as libpq, dials host:5432, database db", "postgres.js dials %68ost:5432",
        "`new URL()` dials %68ost:5432", "SQLAlchemy dials %68ost:5432"},
       alike + "postgresql://u:***@host:5432/db"},
      {"postgresql://u:p@h:5432/db#x",
       at("h", "5432", "db#x"),
       "#x",
       {"`migrate`, as libpq, dials h:5432, database db#x", "node-pg dials h:5432, database db",
        "postgres.js dials h:5432, database db", "`new URL()` dials h:5432, database db"},
       ""},
      {"postgresql://u:p@h/db",
       at("h", "6543"),
       "h",
       {"`migrate`, as libpq, dials h:6543, database db", "`new URL()` dials h:5432"},
       alike + "postgresql://u:***@h:6543/db"},
  }));
  CAPTURE(one.url);
  const auto endpoint = classified(one.url, one.values);
  const auto* diagnostic = found(endpoint);
  REQUIRE(diagnostic != nullptr);
  CHECK(diagnostic->severity == Severity::warning);
  CHECK(marked(*diagnostic) == one.marks);
  CHECK(diagnostic->notes == one.notes);
  CHECK(diagnostic->helps == (one.help.empty() ? std::vector<std::string>{} : std::vector{one.help}));
}

TEST_CASE("where all drivers agree, or none else reads the text, nothing is said") {
  const auto [url, values] = GENERATE(table<std::string, Resolved>({
      {"postgresql://u:p@h:5432/db", at("h", "5432")},
      {"postgresql://u:p@h/db?sslmode=require", at("h", "5432")},
      {"postgresql://u:p%23w@H.Example:05432/db", at("H.Example", "05432")},
      {"postgresql://u:pa:ss@h:5432/db", at("h", "5432")},
      {"postgresql://u:p@h:5432/db?port=5432&host=h", at("h", "5432")},
      {"postgresql://u:p@h:5432/db?pgbouncer=false&schema=shop", at("h", "5432")},
      {"postgresql://u:p@h:5432", at("h", "5432", "u")},
      {"postgresql+psycopg2://u:p@h1:5432/db?port=6543", at("h1", "6543")},
      {"jdbc:postgresql://h1:5432,h2:5432/db?user=u", resolved({{"h1", "", "5432"}, {"h2", "", "5432"}}, "u", "db")},
      {"host=h1 port=6543 dbname=db", at("h1", "6543")},
      {"postgresql:///db?host=/run/postgresql", at("/run/postgresql", "5432")},
      {"postgresql:///db", at("elsewhere", "6543")},
  }));
  CAPTURE(url);
  CHECK(found(classified(url, values)) == nullptr);
}

TEST_CASE("a URL that was given to this program alone is not compared") {
  const std::string url = "postgresql://u:p@h1:5432/db?port=6543";
  const auto [origin, compared] = GENERATE(table<std::string, bool>({
      {"--url", false},
      {"$MIGRATE_DATABASE_URL, set in .env:3", false},
      {"$DATABASE_URL, set in the environment", true},
      {"target `production` in migrate.yaml", true},
  }));
  CHECK(disagreement(given(url, origin), at("h1", "6543")).has_value() == compared);
}
