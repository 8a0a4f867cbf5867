#include "cli/redactor.hpp"

#include <catch2/catch.hpp>

using migrate::cli::Redactor;

TEST_CASE("a password is hidden in every form") {
  Redactor redactor;
  redactor.add_from_connection_string("postgresql://app:s3cr%40t:x/y@db.example:5432/shop?sslmode=require");
  auto [line, expected] = GENERATE(table<std::string, std::string>({
      {"as given s3cr%40t:x/y.", "as given ***."},
      {"decoded s3cr@t:x/y.", "decoded ***."},
      {"encoded s3cr%40t%3Ax%2Fy and s3cr%40t%3ax%2fy", "encoded *** and ***"},
      {"a piece s3cr", "a piece ***"},
      {"postgresql://app@db.example:5432/shop", "postgresql://app@db.example:5432/shop"},
  }));
  CHECK(redactor.clean(line) == expected);
}

TEST_CASE("a password that is a word does not take other words apart") {
  Redactor redactor;
  redactor.add("post");
  CHECK(redactor.clean("postgres has a post, :post@") == "postgres has a ***, :***@");
}

TEST_CASE("a password that is the user's name is hidden at its place only") {
  Redactor redactor;
  redactor.add_from_connection_string("postgresql://postgres:postgres@127.0.0.1:54322/postgres");
  CHECK(redactor.clean("postgresql://postgres:postgres@127.0.0.1:54322/postgres") ==
        "postgresql://postgres:***@127.0.0.1:54322/postgres");
}

TEST_CASE("key words, raw separators and short passwords") {
  Redactor redactor;
  redactor.add_from_connection_string("host=db password='q1 w2 e3' user=app");
  redactor.add_from_connection_string("postgresql://app:ab@cd/ef@db/shop");
  redactor.add_from_connection_string("postgresql://app:xy@db/shop");
  redactor.add_from_connection_string("https://example.org/no/password");
  CHECK(redactor.clean("q1 w2 e3") == "***");
  CHECK(redactor.clean("app:ab@cd/ef@db") == "app:***@db");
  CHECK(redactor.clean("proxy app:xy@db") == "proxy app:***@db");
  CHECK(redactor.clean("https://example.org/no/password") == "https://example.org/no/password");
}
