#include "advice/stacks.hpp"

namespace migrate::advice {

namespace {

using endpoint::Mode;

// postgres.js would send `sslrootcert` to the server.
constexpr std::string_view url = R"(%variable%="postgresql://%address%%?mode%")";
constexpr std::string_view url_and_direct = R"(%variable%="postgresql://%address%%?mode%"
%mode_direct%)";
// In the URL node-pg reads `sslmode=require` as `verify-full`, and then ignores the CA that stands beside it.
constexpr std::string_view bare_url = R"(%variable%="postgresql://%address%")";
constexpr std::string_view bare_url_and_direct = R"(%variable%="postgresql://%address%"
%bare_direct%)";

// `prisma migrate` and node-pg read the same one where the connection is direct.
constexpr std::string_view prisma_7_url = R"(%variable%="postgresql://%address%%?prisma_7%")";
constexpr std::string_view prisma_7_url_and_direct = R"(%variable%="postgresql://%address%%?prisma_7%"
%prisma_7_direct%)";

constexpr std::string_view drizzle_config = R"(import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/schema.ts",
  out: "./drizzle",
  dbCredentials: { url: process.env.%migrations%! },
});
)";

constexpr std::string_view prisma_config = R"(import "dotenv/config";
import { defineConfig, env } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  datasource: { url: env("%migrations%") },
});
)";
constexpr std::string_view prisma_client = R"(%import_fs%
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/prisma/client";

const adapter = new PrismaPg({
  connectionString: process.env.%variable%,
  max: 5,
  ssl: %node_ssl%,
});
export const prisma = new PrismaClient({ adapter });
)";

constexpr std::string_view pool = R"(%import_fs%
import { Pool } from "pg";

export const pool = new Pool({
  connectionString: process.env.%variable%,
  max: 5,
  ssl: %node_ssl%,
});
)";
constexpr std::string_view kysely = R"(%import_fs%
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";

export const db = new Kysely<Database>({
  dialect: new PostgresDialect({
    pool: new Pool({
      connectionString: process.env.%variable%,
      max: 5,
      ssl: %node_ssl%,
    }),
  }),
});
)";
constexpr std::string_view typeorm = R"(%import_fs%
import { DataSource } from "typeorm";

export const AppDataSource = new DataSource({
  type: "postgres",
  url: process.env.%variable%,
  ssl: %node_ssl%,
  entities: ["src/entities/*.ts"],
  extra: { max: 5 },
});
)";
constexpr std::string_view typeorm_migrations = R"(%import_fs%
import { DataSource } from "typeorm";

export const MigrationDataSource = new DataSource({
  type: "postgres",
  url: process.env.%migrations%,
  ssl: %node_ssl%,
  entities: ["src/entities/*.ts"],
  migrations: ["src/migrations/*.ts"],
});
)";

constexpr Settings rows[] = {
    {.stack = "prisma-6",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL: `url` serves the application and `prisma migrate`",
     .blocks = {{".env", R"(%variable%="postgresql://%address%?connection_limit=5%&prisma%")"},
                {"prisma/schema.prisma", R"(datasource db {
  provider = "postgresql"
  url      = env("%variable%")
}
)"}}},
    {.stack = "prisma-6",
     .mode = Mode::transaction,
     .needs = "`pgbouncer=true` (not on PgBouncer 1.21 or later with `max_prepared_statements`), and `directUrl` for "
              "`prisma migrate`",
     .blocks = {{".env", R"(%variable%="postgresql://%address%?pgbouncer=true&connection_limit=1%&prisma%"
%prisma_direct%)"},
                {"prisma/schema.prisma", R"(datasource db {
  provider  = "postgresql"
  url       = env("%variable%")
  directUrl = env("%migrations%")
}
)"}}},
    {.stack = "prisma-7",
     .mode = Mode::direct,
     .needs = "the URL in `prisma.config.ts`, no longer in the schema, and a driver adapter for the application",
     .blocks = {{".env", prisma_7_url}, {"prisma.config.ts", prisma_config}, {"src/db.ts", prisma_client}}},
    {.stack = "prisma-7",
     .mode = Mode::transaction,
     .needs =
         "the pooler in the driver adapter only, another URL in `prisma.config.ts`; `pgbouncer=true` means nothing "
         "here",
     .blocks = {{".env", prisma_7_url_and_direct}, {"prisma.config.ts", prisma_config}, {"src/db.ts", prisma_client}}},
    {.stack = "drizzle",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL",
     .blocks = {{".env", url},
                {"src/db.ts", R"(%import_fs_js%
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

const client = postgres(process.env.%variable%!, { max: 5, ssl: %postgres_js_ssl% });
export const db = drizzle(client);
)"},
                {"drizzle.config.ts", drizzle_config}}},
    {.stack = "drizzle",
     .mode = Mode::transaction,
     .needs =
         "`prepare: false`, or queries fail with 26000, and no `pgbouncer=true` in the URL: it would be sent to the "
         "server",
     .blocks = {{".env", url_and_direct},
                {"src/db.ts", R"(%import_fs_js%
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";

const client = postgres(process.env.%variable%!, { max: 5, prepare: false, ssl: %postgres_js_ssl% });
export const db = drizzle(client);
)"},
                {"drizzle.config.ts", drizzle_config}}},
    {.stack = "node-pg",
     .mode = Mode::direct,
     .needs = "the CA beside the URL: `sslmode=require` in it would mean `verify-full`",
     .blocks = {{".env", bare_url}, {"src/db.ts", pool}}},
    {.stack = "node-pg",
     .mode = Mode::transaction,
     .needs = "no `name:` in queries; the CA beside the URL: `sslmode=require` in it would mean `verify-full`",
     .blocks = {{".env", bare_url_and_direct}, {"src/db.ts", pool}}},
    {.stack = "typeorm",
     .mode = Mode::direct,
     .needs = "the CA beside the URL: `sslmode=require` in it would mean `verify-full`",
     .blocks = {{".env", bare_url}, {"src/data-source.ts", typeorm}}},
    {.stack = "typeorm",
     .mode = Mode::transaction,
     .needs = "a data source of its own for migrations, and the CA beside the URL",
     .blocks = {{".env", bare_url_and_direct},
                {"src/data-source.ts", typeorm},
                {"src/migration-data-source.ts", typeorm_migrations}}},
    {.stack = "kysely",
     .mode = Mode::direct,
     .needs = "the CA beside the URL: `sslmode=require` in it would mean `verify-full`",
     .blocks = {{".env", bare_url}, {"src/db.ts", kysely}}},
    {.stack = "kysely",
     .mode = Mode::transaction,
     .needs = "another URL for Kysely's `Migrator`, and the CA beside the URL",
     .blocks = {{".env", bare_url_and_direct}, {"src/db.ts", kysely}}},
};

}  // namespace

const std::span<const Settings> node_settings(rows);

}  // namespace migrate::advice
