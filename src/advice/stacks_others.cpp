#include "advice/stacks.hpp"

namespace migrate::advice {

namespace {

using endpoint::Mode;

constexpr std::string_view url = R"(%variable%="postgresql://%address%%?tls%")";

constexpr std::string_view sqlx_pool = R"(use sqlx::postgres::{PgPool, PgPoolOptions};

pub async fn connect() -> Result<PgPool, sqlx::Error> {
    let url = std::env::var("%variable%").expect("%variable% is set");
    PgPoolOptions::new().max_connections(5).connect(&url).await
}
)";

constexpr std::string_view pgx_pool = R"(package db

import (
	"context"
	"os"

	"github.com/jackc/pgx/v5/pgxpool"
)

func Connect(ctx context.Context) (*pgxpool.Pool, error) {
	return pgxpool.New(ctx, os.Getenv("%variable%"))
}
)";

constexpr Settings rows[] = {
    {.stack = "libpq",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL",
     .blocks = {{".env", url}, {"shell", R"(psql "$%variable%")"}}},
    {.stack = "libpq",
     .mode = Mode::transaction,
     .needs =
         "no `options=-c …` (PgBouncer refuses it, Supavisor drops it), no `set` that shall last, and no `pg_dump`: "
         "it breaks the queries of others here",
     .blocks = {{".env", R"(%variable%="postgresql://%address%%?tls%"
%direct%)"},
                {"shell", R"(psql "$%variable%")"}}},
    {.stack = "sqlx",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL; `sqlx migrate` needs this kind of connection",
     .blocks = {{".env", url}, {"src/db.rs", sqlx_pool}}},
    {.stack = "sqlx",
     .mode = Mode::transaction,
     .needs = "SQLx 0.8.6 or later with `.persistent(false)` on every query, or queries fail with 26000: "
              "`statement-cache-capacity=0` alone does not help",
     .blocks = {{".env", R"(%variable%="postgresql://%address%?statement-cache-capacity=0%&tls%"
%direct%)"},
                {"src/db.rs", sqlx_pool},
                {"src/queries.rs", R"(sqlx::query("select 1").persistent(false).execute(&pool).await?;
)"}}},
    {.stack = "jdbc",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL; `password` is the password as it is, not percent-encoded",
     .blocks = {{"application.properties", R"(spring.datasource.url=jdbc:postgresql://%host%:%port%/%database%%?tls%
spring.datasource.username=%user%
spring.datasource.password=%password%
spring.datasource.hikari.maximum-pool-size=5
)"}}},
    {.stack = "jdbc",
     .mode = Mode::transaction,
     .needs = "`prepareThreshold=0`, and a pooler that ignores `extra_float_digits`; `password` is not percent-encoded",
     .blocks = {{"application.properties",
                 R"(spring.datasource.url=jdbc:postgresql://%host%:%port%/%database%?prepareThreshold=0%&tls%
spring.datasource.username=%user%
spring.datasource.password=%password%
spring.datasource.hikari.maximum-pool-size=5
)"},
                {".env", "%direct%"}}},
    {.stack = "pgx",
     .mode = Mode::direct,
     .needs = "nothing beyond the URL",
     .blocks = {{".env", url}, {"db.go", pgx_pool}}},
    {.stack = "pgx",
     .mode = Mode::transaction,
     .needs = "`default_query_exec_mode=exec`, and no parameters that pgx does not know: it sends them to the server",
     .blocks = {{".env",
                 R"(%variable%="postgresql://%address%?default_query_exec_mode=exec&statement_cache_capacity=0%&tls%"
%direct%)"},
                {"db.go", pgx_pool}}},
};

}  // namespace

const std::span<const Settings> other_settings(rows);

}  // namespace migrate::advice
