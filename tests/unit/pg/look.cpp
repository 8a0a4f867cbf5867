#include "pg/look.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using endpoint::Mode;

TEST_CASE("one question tells what no migration may meet") {
  struct Case {
    std::string version;
    bool in_recovery = false;
    bool read_only = false;
    Mode seen = Mode::unknown;
  };
  const auto one = GENERATE(values<Case>({
      {"PostgreSQL 15.8 on x86_64-pc-linux-gnu, compiled by gcc"},
      {"PostgreSQL 18.1 (Debian 18.1-1) on aarch64"},
      {"PostgreSQL 15.8 on x86_64", true, true, Mode::replica},
      {"PostgreSQL 15.8 on x86_64", false, true, Mode::read_only},
      {"CockroachDB CCL v23.1.0 (x86_64-pc-linux-gnu)", false, false, Mode::foreign},
      {"PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64", false, false, Mode::foreign},
      {"PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.56754", false, false, Mode::foreign},
      {"PostgreSQL 9.4.26 (Greenplum Database 6.20.0)", false, false, Mode::foreign},
      {"", false, false, Mode::foreign},
      {"PgBouncer 1.18.0", false, false, Mode::foreign},
  }));
  CAPTURE(one.version);
  pg::Look look;
  look.version = one.version;
  look.in_recovery = one.in_recovery;
  look.read_only = one.read_only;
  const auto evidence = pg::judge(look);
  CHECK(evidence.seen == one.seen);
  CHECK(evidence.depth == endpoint::Evidence::Depth::cheap);
  CHECK(evidence.notes.empty() == (one.seen == Mode::unknown));
}
