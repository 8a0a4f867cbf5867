#include <migrate/sources.hpp>

#include <catch2/catch.hpp>

using namespace migrate;

TEST_CASE("an ORM is found by its name and by its aliases") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({{"drizzle", "drizzle"},
                                                                     {"drizzle-orm", "drizzle"},
                                                                     {"drizzle-kit", "drizzle"},
                                                                     {"sql", "sql"},
                                                                     {"plain", "sql"},
                                                                     {"none", "sql"}}));
  const auto* adapter = sources::find(given);
  REQUIRE(adapter != nullptr);
  CHECK(adapter->orm == expected);
}

TEST_CASE("an ORM that no adapter knows is not found") {
  CHECK(sources::find("drizzel") == nullptr);
  CHECK(sources::find("") == nullptr);
  CHECK(sources::find("Drizzle") == nullptr);
}

TEST_CASE("the config's folder wins, then the likeliest that exists") {
  const auto& drizzle = *sources::find("drizzle");
  Service service;
  service.folder = "packages/server";
  FileTree listing;
  listing.folders = {"packages", "packages/server", "packages/server/migrations", "packages/server/src"};
  CHECK(sources::folder_of(drizzle, service, listing) == "packages/server/migrations");
  service.migrations = "packages/server/db";
  CHECK(sources::folder_of(drizzle, service, listing) == "packages/server/db");
  CHECK(sources::folder_of(drizzle, Service{}, FileTree{}).empty());
}
