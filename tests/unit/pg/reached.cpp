#include "pg/reached.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace migrate::pg;

TEST_CASE("local is an address of the loopback network, not a name that looks like one") {
  auto [host, address, local] = GENERATE(table<std::string, std::string, bool>({
      {"127.0.0.1", "", true},
      {"127.9.8.7", "", true},
      {"::1", "", true},
      {"0:0:0:0:0:0:0:1", "", true},
      {"::ffff:127.0.0.1", "", true},
      {"localhost", "", true},
      {"/run/postgresql", "", true},
      {"", "", true},
      {"127.0.0.1.nip.io", "", false},
      {"127.db.example.com", "", false},
      {"10.0.0.1", "", false},
      {"::2", "", false},
      {"localhost", "10.0.0.1", false},
      {"db.example.com", "127.0.0.1", true},
  }));
  CAPTURE(host, address);
  CHECK(is_local({.host = host, .hostaddr = address, .port = "5432"}) == local);
}

TEST_CASE("a connection must be one of those that were to be dialled") {
  const std::vector<migrate::endpoint::Host> hosts = {{.host = "/tmp/s", .hostaddr = "", .port = "5432"},
                                                      {.host = "db.example.com", .hostaddr = "", .port = "6000"},
                                                      {.host = "10.0.0.1", .hostaddr = "", .port = "6001"},
                                                      {.host = "named", .hostaddr = "fe80::0001", .port = "6002"}};
  auto [reached, expected] = GENERATE(table<Reached, bool>({
      {{.host = "/tmp/s", .address = "", .port = "5432"}, true},
      {{.host = "/tmp/s", .address = "127.0.0.9", .port = "5432"}, false},
      {{.host = "/tmp/other", .address = "", .port = "5432"}, false},
      {{.host = "/tmp/s", .address = "", .port = "5433"}, false},
      {{.host = "db.example.com", .address = "203.0.113.7", .port = "6000"}, true},
      {{.host = "db.example.com", .address = "203.0.113.7", .port = "6001"}, false},
      {{.host = "10.0.0.1", .address = "10.0.0.1", .port = "6001"}, true},
      {{.host = "10.0.0.1", .address = "10.0.0.2", .port = "6001"}, false},
      {{.host = "named", .address = "fe80::1", .port = "6002"}, true},
      {{.host = "named", .address = "fe80::2", .port = "6002"}, false},
  }));
  CAPTURE(reached.host, reached.address, reached.port);
  CHECK(is_among(reached, hosts) == expected);
}

TEST_CASE("without any host the built-in socket folder is meant") {
  const std::vector<migrate::endpoint::Host> hosts = {{.host = "", .hostaddr = "", .port = "5432"}};
  CHECK(is_among({.host = "/var/run/postgresql", .address = "", .port = "5432"}, hosts));
  CHECK_FALSE(is_among({.host = "db.example.com", .address = "10.0.0.1", .port = "5432"}, hosts));
}

TEST_CASE("the variables of libpq are gone for a while, and then back") {
  setenv("PGHOSTADDR", "127.0.0.9", 1);
  setenv("MIGRATE_ENV", "kept", 1);
  {
    const WithoutEnvironment hidden;
    CHECK(getenv("PGHOSTADDR") == nullptr);
    CHECK(std::string(getenv("MIGRATE_ENV")) == "kept");
  }
  CHECK(std::string(getenv("PGHOSTADDR")) == "127.0.0.9");
  unsetenv("PGHOSTADDR");
  unsetenv("MIGRATE_ENV");
}
