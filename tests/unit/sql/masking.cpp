#include <catch2/catch.hpp>
#include <migrate/sql.hpp>

TEST_CASE("passwords in SQL are masked, and nothing moves") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"create role app PASSWORD 'geheim' login;", "create role app PASSWORD '******' login;"},
      {"alter role app password\n  E'a\\'b' valid until 'x'", "alter role app password\n  E'****' valid until 'x'"},
      {"alter role app password 'a''b', x 'y'", "alter role app password '****', x 'y'"},
      {"create user app encrypted password $p$geheim$p$;", "create user app encrypted password $p$******$p$;"},
      {"options (user 'app', password 'geheim')", "options (user 'app', password '******')"},
      {"connection 'host=h password=geheim dbname=d'", "connection 'host=h password=****** dbname=d'"},
      {"create table t (password text default 'none')", "create table t (password text default 'none')"},
      {"execute 'alter role app password ''geheim'''", "execute 'alter role app password ''******'''"},
      {"create role app password null", "create role app password null"},
      {"create role app password 'open", "create role app password '****"},
      {"password", "password"},
      {"password $1", "password $1"},
  }));
  CHECK(migrate::sql::mask_passwords(given) == expected);
}
