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
      {"create user u password /* c */ 'hunter2x'", "create user u password /* c */ '********'"},
      {"create user u password /* a /* b */ c */ -- d\n 'hunter2x'",
       "create user u password /* a /* b */ c */ -- d\n '********'"},
      {"create user u password /* open", "create user u password /* open"},
      {"connection 'postgres://u:hunter2x@h/d'", "connection 'postgres://u:********@h/d'"},
      {"connection 'postgres://u:a@b:c@h/d'", "connection 'postgres://u:*****@h/d'"},
      {"select 'https://example.com:80/a'", "select 'https://example.com:80/a'"},
      {"select 'https://example.com/a:b@c'", "select 'https://example.com/a:b@c'"},
      {"execute format('alter role u password %L', 'hunter2x')",
       "execute format('alter role u password %L', '********')"},
      {"execute Format ( 'alter role %I PASSWORD %L', 'u', upper(E'a\\'b')), 'after'",
       "execute Format ( 'alter role %I PASSWORD %L', '*', upper(E'****')), 'after'"},
      {"select format('password of %s', 'u'), format('%I', 'u')",
       "select format('password of %s', '*'), format('%I', 'u')"},
      {"select format('%I', 'u')", "select format('%I', 'u')"},
      {"password", "password"},
      {"password $1", "password $1"},
  }));
  CHECK(migrate::sql::mask_passwords(given) == expected);
}
