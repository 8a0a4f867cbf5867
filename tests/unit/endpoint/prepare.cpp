#include "unit/endpoint/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

TEST_CASE("a connection string becomes one that libpq reads") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"postgresql://u:p@h:5432/db", "postgresql://u:p@h:5432/db"},
      {"postgres://u:p@h/db", "postgresql://u:p@h/db"},
      {"POSTGRES://u:p@h/db", "postgresql://u:p@h/db"},
      {"postgresql+psycopg2://u:p@h/db", "postgresql://u:p@h/db"},
      {"postgresql+asyncpg://u:p@h/db", "postgresql://u:p@h/db"},
      {"jdbc:postgresql://h:5432/db?user=u&password=p", "postgresql://h:5432/db?user=u&password=p"},
      {"  postgresql://u:p@h/db \r\n", "postgresql://u:p@h/db"},
      {"\"postgresql://u:p@h/db\"\r", "postgresql://u:p@h/db"},
      {"'postgresql://u:p@h/db'", "postgresql://u:p@h/db"},
      {"postgresql://u:p#w@h/db", "postgresql://u:p#w@h/db"},
      {"postgresql://u:p?w@h/db", "postgresql://u:p?w@h/db"},
      {"postgresql://u:pa:ss@h/db", "postgresql://u:pa:ss@h/db"},
      {"postgresql://u:p%40w@h/db", "postgresql://u:p%40w@h/db"},
      {"postgresql://u:p@[2600:1f18::1]:6543/db", "postgresql://u:p@[2600:1f18::1]:6543/db"},
      {"postgresql://h1:5432,h2:6543/db", "postgresql://h1:5432,h2:6543/db"},
      {"postgresql:///db?host=/run/postgresql", "postgresql:///db?host=/run/postgresql"},
      {"postgresql://%2Frun%2Fpostgresql/db", "postgresql://%2Frun%2Fpostgresql/db"},
      {"postgresql://u@h/db?options=-c%20a%3Db", "postgresql://u@h/db?options=-c%20a%3Db"},
      {"postgresql://u@h/db?application_name=a@b", "postgresql://u@h/db?application_name=a@b"},
      {"postgresql://u@h/db?ssl=true", "postgresql://u@h/db?ssl=true"},
      {"postgresql://u@h/db?foo=bar", "postgresql://u@h/db?foo=bar"},
      {"postgresql://u@h/db?pgbouncer=true", "postgresql://u@h/db"},
      {"postgresql://u@h/db?pgbouncer=true&sslmode=require&connection_limit=1", "postgresql://u@h/db?sslmode=require"},
      {"postgresql://u@h/db?sslmode=require&sslaccept=strict", "postgresql://u@h/db?sslmode=verify-full"},
      {"postgresql://u@h/db?sslaccept=accept_invalid_certs", "postgresql://u@h/db"},
      {"postgresql://u@h/db?sslmode=no-verify", "postgresql://u@h/db?sslmode=require"},
      {"host=h port=5432 user=u password='a b\\'c' dbname=db", "host=h port=5432 user=u password='a b\\'c' dbname=db"},
      {"host = h pgbouncer=true  dbname = 'db'", "host = h dbname = 'db'"},
      {"service=prod", "service=prod"},
  }));
  CAPTURE(text);
  const auto prepared = prepare(given(text));
  REQUIRE(prepared);
  CHECK(prepared->conninfo.reveal() == expected);
}

TEST_CASE("parameters of ORMs are taken out, and their values kept") {
  const auto prepared =
      prepare(given("postgresql://u@h/db?pgbouncer=true&schema=shop&connection_limit=1&api_key=abcdefgh"));
  REQUIRE(prepared);
  CHECK(prepared->stripped == std::vector<std::string>{"pgbouncer", "schema", "connection_limit", "api_key"});
  CHECK(prepared->orm ==
        std::map<std::string, std::string>{{"connection_limit", "1"}, {"pgbouncer", "true"}, {"schema", "shop"}});
  CHECK(prepared->search_path == "shop");
  CHECK(prepare(given("postgresql://u@h/db?currentSchema=shop"))->search_path == "shop");
}

TEST_CASE("each parameter that libpq 15 refuses and ORMs write is known") {
  const auto name = GENERATE(
      as<std::string>(), "pgbouncer", "connection_limit", "pool_timeout", "socket_timeout", "schema", "currentSchema",
      "search_path", "statement_timeout", "lock_timeout", "sslaccept", "sslidentity", "statement_cache_size",
      "prepared_statement_cache_size", "statement-cache-capacity", "prepareThreshold", "preferQueryMode",
      "default_query_exec_mode", "pool_max_conns", "binary_parameters", "prepare", "max", "supa", "workaround",
      "uselibpqcompat", "api_key", "endpoint", "charset", "encoding", "sslnegotiation", "load_balance_hosts");
  CHECK(prepare(given("postgresql://u@h/db?" + name + "=1"))->stripped == std::vector<std::string>{name});
}

TEST_CASE("what libpq would misread or refuse is said at its characters") {
  struct Case {
    std::string text;
    std::string code;
    std::string message;
    std::string marks;
  };
  const auto one = GENERATE(values<Case>({
      {"", "M0108", "the connection string is empty", ""},
      {" \r\n", "M0108", "the connection string is empty", ""},
      {"shop", "M0108", "this is no connection string of Postgres", "shop"},
      {"u:p@h:5432/db", "M0108", "this is no connection string of Postgres", "u:***@h:5432/db"},
      {"mysql://u:p@h/db", "M0108", "this is no URL of a Postgres database", "mysql"},
      {"prisma+postgres://accelerate.prisma-data.net/?api_key=abcd", "M0127",
       "this URL leads to an HTTP service in front of Postgres", "prisma+postgres"},
      {"https://api.supabase.com/x", "M0127", "this URL leads to an HTTP service in front of Postgres", "https"},
      {"postgresql://u:p@w@h:6543/db", "M0108", "the password holds a character that ends it", "***"},
      {"postgresql://u:p/w@h:5432/db", "M0108", "the password holds a character that ends it", "***"},
      {"postgresql://u:p%w@h/db", "M0108", "a `%` in the URL is not followed by two hexadecimal digits", "***"},
      {"postgresql://u:p@h/d%b", "M0108", "a `%` in the URL is not followed by two hexadecimal digits", "d%b"},
      {"postgresql://u:p@h:abc/db", "M0108", "the port is no number from 1 to 65535", "abc"},
      {"postgresql://u:p@h:70000/db", "M0108", "the port is no number from 1 to 65535", "70000"},
      {"postgresql://u:p@h:0/db", "M0108", "the port is no number from 1 to 65535", "0"},
      {"postgresql://u@2600:1f18::1:6543/db", "M0108", "the port is no number from 1 to 65535", "1f18::1:6543"},
      {"postgresql://u@h/db?port=x", "M0108", "the port is no number from 1 to 65535", "x"},
      {"postgresql://u:secret", "M0108", "the port is no number from 1 to 65535", "***"},
      {"postgresql://u:p@[::1/db", "M0108", "an IPv6 address is not closed", "[::1/db"},
      {"postgresql://u:p@[::1]15:/db", "M0108", "an IPv6 address is followed by something that is no port", "15"},
      {"postgresql://u:p@h;x/db", "M0108", "the host is no host name", "h;x"},
      {"postgresql://u@h/db?sslmode", "M0108", "a parameter of the URL has no value", "sslmode"},
      {"postgresql://u@h/db?user=a=b", "M0108", "a parameter of the URL has two `=`", "user=a=b"},
      {"postgresql://u@h/db?password=ab&cd=ef", "M0108", "the password is followed by something that is no parameter",
       "***"},
      {"postgresql://postgres:[YOUR-PASSWORD]@db.abc.supabase.co:5432/postgres", "M0121",
       "the connection string still holds the placeholder for the password", "[YOUR-PASSWORD]"},
      {"host=h password=ab cd user=u", "M0108", "a word of the connection string is no `keyword=value`", "***"},
      {"host=h password='ab user=u", "M0108", "a quoted value of the connection string is not closed", "***"},
      {"host=h;password=abc", "M0108", "the host is no host name", "h;password=***"},
  }));
  CAPTURE(one.text);
  const auto prepared = prepare(given(one.text));
  REQUIRE(!prepared);
  CHECK(prepared.error().code == one.code);
  CHECK(prepared.error().message == one.message);
  CHECK(marked(prepared.error()) == one.marks);
}
