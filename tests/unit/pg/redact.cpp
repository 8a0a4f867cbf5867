#include "pg/redact.hpp"

#include <catch2/catch.hpp>

using migrate::Secret;
using migrate::pg::Redactor;
using migrate::pg::without_quoted;

TEST_CASE("no form of a password is left in a text") {
  const Redactor redact({Secret("p@ss/w0rd%x")});
  auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"user p@ss/w0rd%x failed", "user *** failed"},
      {"user p%40ss%2Fw0rd%25x failed", "user *** failed"},
      {"could not translate host name \"w0rd\"", "could not translate host name \"***\""},
      {"nothing of it", "nothing of it"},
  }));
  CHECK(redact(given) == expected);
}

TEST_CASE("what libpq quotes of a string that it cannot read is hidden, unless the masked string shows it") {
  CHECK(without_quoted("invalid percent-encoded token: \"SECRET%zz\"", "postgresql://u:***@h/db") ==
        "invalid percent-encoded token: \"***\"");
  CHECK(without_quoted("invalid URI query parameter: \"bogus\"", "postgresql://u:***@h/db?bogus=1") ==
        "invalid URI query parameter: \"bogus\"");
  CHECK(without_quoted("missing \"=\" after \"SECRET", "***=") == "missing \"=\" after \"***\"");
}
