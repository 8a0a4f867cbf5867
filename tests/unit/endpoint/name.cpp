#include <migrate/endpoint.hpp>

#include <catch2/catch.hpp>

using namespace migrate::endpoint;

TEST_CASE("an address shows hosts and ports") {
  auto [hosts, expected] = GENERATE(table<std::vector<Host>, std::string>({
      {{{"db.abcdefghij.supabase.co", "", "5432"}}, "db.abcdefghij.supabase.co:5432"},
      {{{"::1", "", "5432"}}, "[::1]:5432"},
      {{{"", "10.0.0.9", "5432"}}, "10.0.0.9:5432"},
      {{{"/run/postgresql", "", "5432"}}, "/run/postgresql:5432"},
      {{{"a", "", "1"}, {"b", "", "2"}}, "a:1,b:2"},
      {{{"a\x1b[2J", "", "1"}}, "a\\x1b[2J:1"},
  }));
  Endpoint endpoint;
  endpoint.resolved.hosts = hosts;
  CHECK(address(endpoint) == expected);
}
