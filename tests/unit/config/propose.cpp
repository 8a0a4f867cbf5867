#include "unit/config/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;

TEST_CASE("init finds services by their tools' files and writes what read accepts") {
  const auto listing =
      listing_of({"packages/server/drizzle.config.ts", "packages/it's me/drizzle.config.js", "shared/drizzle.config.ts",
                  "apps/server/drizzle.config.ts", "apps/-x/drizzle.config.ts"});
  const auto proposal = config::propose(listing);
  CAPTURE(proposal.yaml);
  CHECK(shown(proposal.diagnostics).empty());
  CHECK(shown(proposal.services) ==
        "bootstrap - sql . - 00000-00099\n"
        "x x drizzle apps/-x - 00100-00199\n"
        "server server drizzle apps/server - 00200-00299\n"
        "it_s_me it_s_me drizzle packages/it's me - 00300-00399\n"
        "server_drizzle server_drizzle drizzle packages/server - 00400-00499\n"
        "drizzle drizzle drizzle shared - 00500-00599\n"
        "shared shared sql . - 00600-00699\n");
}

TEST_CASE("init where nothing is found writes an example") {
  const auto proposal = config::propose({});
  CHECK(proposal.diagnostics.empty());
  CHECK(shown(proposal.services) == "bootstrap - sql . - 00000-00099\nshared shared sql . - 00400-00499\n");
  CHECK(proposal.yaml.find("#   orm: drizzle") != std::string::npos);
}

TEST_CASE("init finds the example workspace") {
  const auto proposal = config::propose(
      listing_of({"packages/server/drizzle.config.ts", "packages/server/drizzle/0000_a.sql",
                  "packages/server/drizzle/meta/_journal.json", "services/api/alembic.ini",
                  "services/api/alembic/env.py", "services/api/alembic/versions/a_b.py", "services/worker/Cargo.toml",
                  "services/worker/migrations/20261104081500_create_jobs.up.sql",
                  "services/worker/migrations/20261104081500_create_jobs.down.sql", "web/prisma/schema.prisma",
                  "web/prisma/migrations/migration_lock.toml", "supabase/migrations/00000_extensions.sql"}));
  CAPTURE(proposal.yaml);
  CHECK(shown(proposal.diagnostics).empty());
  CHECK(shown(proposal.services) ==
        "bootstrap - sql . - 00000-00099\n"
        "server server drizzle packages/server - 00100-00199\n"
        "web web prisma web - 00200-00299\n"
        "api api alembic services/api - 00300-00399\n"
        "worker worker sqlx services/worker - 00400-00499\n"
        "shared shared sql . - 00500-00599\n");
}
