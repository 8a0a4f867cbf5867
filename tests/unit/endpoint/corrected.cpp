#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

TEST_CASE("the text of an unfit connection is corrected where it tells how") {
  struct Case {
    std::string text;
    Resolved values;
    std::string expected;
  };
  const std::string pooler = "aws-0-eu-central-1.pooler.supabase.com";
  const std::string neon = "ep-a-1-pooler.eu-central-1.aws.neon.tech";
  const auto one = GENERATE_COPY(values<Case>({
      {"postgres://postgres.ref:hunter22@" + pooler + ":6543/postgres",
       resolved({{pooler, "", "6543"}}, "postgres.ref"), "postgres://postgres.ref:***@" + pooler + ":5432/postgres"},
      {"postgres://postgres.ref:hunter22@" + pooler + ":6543/postgres?pgbouncer=true&sslmode=require",
       resolved({{pooler, "", "6543"}}, "postgres.ref"),
       "postgres://postgres.ref:***@" + pooler + ":5432/postgres?sslmode=require"},
      {"postgres://postgres.ref:hunter22@" + pooler + ":6543/postgres?sslmode=require&pgbouncer=true",
       resolved({{pooler, "", "6543"}}, "postgres.ref"),
       "postgres://postgres.ref:***@" + pooler + ":5432/postgres?sslmode=require"},
      {"host=" + pooler + " port=6543 user=postgres.ref password=hunter22",
       resolved({{pooler, "", "6543"}}, "postgres.ref"),
       "host=" + pooler + " port=5432 user=postgres.ref password=***"},
      {"postgres://u:hunter22@" + neon + "/d", resolved({{neon, "", "5432"}}),
       "postgres://u:***@ep-a-1.eu-central-1.aws.neon.tech/d"},
      {"postgres://u:hunter22@localhost/d?pgbouncer=true", resolved({{"localhost", "", "5432"}}),
       "postgres://u:***@localhost/d"},
      {"postgres://u:hunter22@localhost:7777/d?pgbouncer=true", resolved({{"localhost", "", "7777"}}),
       "postgres://u:***@localhost:7777/d"},
      // the port is not in the text, nobody knows which one is right, or which host
      {"postgres://u@" + pooler + "/d", resolved({{pooler, "", "6543"}}), ""},
      {"postgres://u@db.internal:6543/d", resolved({{"db.internal", "", "6543"}}), ""},
      {"postgres://u@a:6543,b:6543/d", resolved({{"a", "", "6543"}, {"b", "", "6543"}}), ""},
      {"postgres://u@localhost:7777/d", resolved({{"localhost", "", "7777"}}), ""},
  }));
  CHECK(corrected(classified(one.text, one.values)) == one.expected);
}
