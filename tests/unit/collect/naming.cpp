#include <rapidcheck.h>
#include <catch2/catch.hpp>
#include <migrate/collect.hpp>

using namespace migrate;

TEST_CASE("a name becomes what a file name may hold") {
  const auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"add users", "add_users"},
      {"AddUsers", "add_users"},
      {"addHTTPServer2", "add_http_server2"},
      {"0003_add-users", "add_users"},
      {"20240131120000_add_users", "add_users"},
      {"2fa_tokens", "2fa_tokens"},
      {"404_page", "404_page"},
      {"0003", "0003"},
      {"Größe ändern", "groesse_aendern"},
      {"naïve.café", "naive_cafe"},
      {"__a--b..c__", "a_b_c"},
      {"../../etc/passwd", "etc_passwd"},
      {"a\nb\x1b[31m", "a_b_31m"},
      {"добавить", "migration"},
      {"", "migration"},
      {std::string(200, 'x'), std::string(80, 'x')},
  }));
  CHECK(collect::file_stem(given) == expected);
}

TEST_CASE("a file name has five digits, the label and the name") {
  CHECK(collect::file_name(106, "server", "order totals") == "00106_server_order_totals.sql");
  CHECK(collect::file_name(0, "", "extensions") == "00000_extensions.sql");
}

TEST_CASE("a stem is a stem already") {
  CHECK(rc::check([](const std::string& name) {
    const auto stem = collect::file_stem(name);
    RC_ASSERT(!stem.empty());
    RC_ASSERT(stem.size() <= 80u);
    RC_ASSERT(stem.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos);
    RC_ASSERT(collect::file_stem("x" + stem) == "x" + stem || stem.size() == 80u);
  }));
}
