#include "config/marks.hpp"
#include "config/paths.hpp"
#include "unit/config/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;

TEST_CASE("paths that lead out of the workspace are refused, others are cleaned") {
  const auto [given, path, fault] = GENERATE(table<std::string, std::string, std::string>({
      {"packages/server", "packages/server", ""},
      {"./a//b/./c/", "a/b/c", ""},
      {".", "", ""},
      {"..a/b..", "..a/b..", ""},
      {"../../etc", "", "`..` leads upwards"},
      {"a/../../b", "", "`..` leads upwards"},
      {"a/..", "", "`..` leads upwards"},
      {"/etc/passwd", "", "an absolute path"},
      {"\\\\host\\share", "", "an absolute path"},
      {"C:/x", "", "an absolute path"},
      {"~/x", "", "leads to a home folder"},
      {"~root", "", "leads to a home folder"},
      {"a\\..\\b", "", "`\\` does not part folders here, `/` does"},
      {std::string("a\0b", 3), "", "holds a control character"},
      {"a\nb", "", "holds a control character"},
      {std::string(4096, 'a'), "", "longer than 1024 bytes"},
  }));
  CHECK(config::check_path(given).path == path);
  CHECK(config::check_path(given).fault == fault);
}

TEST_CASE("a service that names no path lives in the folder of its name, else where its tool's files are") {
  const std::string drizzle = "drizzle.config.ts";
  const auto [paths, expected] = GENERATE_COPY(table<std::vector<std::string>, std::string>({
      {{"server/a.ts", "x/" + drizzle}, "server"},
      {{"packages/server/" + drizzle, "packages/web/" + drizzle}, "packages/server"},
      {{"backend/" + drizzle, "web/index.ts"}, "backend"},
      {{drizzle}, "."},
      {{"a/b.ts"},
       "M0017 it is not clear which folder is `server`\n"
       "  1:13 [server] no folder of this name, and no file of drizzle anywhere\n"
       "  help: give `server` its `path`\n"},
      {{"x/" + drizzle, "y/" + drizzle},
       "M0017 it is not clear which folder is `server`\n"
       "  1:13 [server] files of drizzle are in 2 places\n"
       "  help: give `server` its `path`: `x` or `y`\n"},
      {{"other/" + drizzle, "y/" + drizzle}, "y"},
  }));
  const auto draft = read_config(
      "migrate.yaml",
      "services: { server: { orm: drizzle, range: 00100-00199 }" +
          std::string(paths.front().starts_with("other") ? ", two: { orm: drizzle, path: other, range: 00200-00299 }"
                                                         : "") +
          " }",
      listing_of(paths));
  const auto& folder = draft.workspace.services.front().folder;
  CHECK((draft.diagnostics.empty() ? (folder.empty() ? "." : folder) : shown(draft.diagnostics)) == expected);
}

TEST_CASE("a tool's marks show the folder of its service") {
  const auto [orm, paths, expected] = GENERATE(table<std::string, std::vector<std::string>, std::vector<std::string>>({
      {"drizzle", {"packages/db/drizzle.config.ts", "drizzle.config.ts"}, {"", "packages/db"}},
      {"drizzle", {"packages/drizzle/drizzle.config.ts", "packages/drizzle/package.json"}, {"packages/drizzle"}},
      {"drizzle", {"a/x.drizzle.config.ts", "a/drizzle.config"}, {}},
      {"prisma", {"web/prisma/schema.prisma", "web/prisma/migrations/migration_lock.toml"}, {"web"}},
      {"prisma", {"prisma/schema.prisma"}, {""}},
      {"sqlx", {"w/Cargo.toml", "w/migrations/1_a.sql", "v/Cargo.toml", "v/migrations/x/1_a.sql"}, {"w"}},
      {"sqlx", {"migrations/1_a.sql", "supabase/migrations/00000_x.sql"}, {}},
      {"sqlx", {"w/.sqlx/query-1.json"}, {"w"}},
  }));
  CHECK(config::places_of(*sources::find(orm), listing_of(paths)) == expected);
}
