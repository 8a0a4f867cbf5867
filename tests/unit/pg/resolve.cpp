#include <catch2/catch.hpp>
#include <migrate/pg.hpp>

using migrate::Secret;
using migrate::pg::resolve;

TEST_CASE("what would be dialled is what libpq says") {
  struct Case {
    std::string given, host, port;
  };
  const auto one = GENERATE(Case{"postgresql://u:p@h1:5432/db?port=6543", "h1", "6543"},
                            Case{"postgresql://u@h1/db?host=h2", "h2", "5432"},
                            Case{"postgresql://u@h1:65%343/db", "h1", "6543"}, Case{"host=h port=7 user=u", "h", "7"});
  const auto found = resolve(Secret(one.given), "--url");
  REQUIRE(found);
  REQUIRE(found->hosts.size() == 1);
  CHECK(found->hosts[0].host == one.host);
  CHECK(found->hosts[0].port == one.port);
  CHECK(found->user == "u");
  CHECK(found->rest.count("target_session_attrs") == 0);
}

TEST_CASE("a list of hosts keeps its pairs") {
  const auto found = resolve(Secret("postgresql://u@a:5432,b:6543/db"), "--url");
  REQUIRE(found);
  REQUIRE(found->hosts.size() == 2);
  CHECK(found->hosts[1].host == "b");
  CHECK(found->hosts[1].port == "6543");
}

TEST_CASE("what libpq cannot read is M0116, without the password") {
  const auto given = GENERATE("postgresql://u:SECRET%zz@h/db", "postgresql://u:SECRET@h/db?bogus=1", "mydb");
  const auto found = resolve(Secret(given), "--url");
  REQUIRE_FALSE(found);
  CHECK(found.error().code == "M0116");
  for (const auto& label : found.error().labels) CHECK(label.text.find("SECRET") == std::string::npos);
}

TEST_CASE("the word that libpq does not understand is pointed at") {
  const auto [given, marks] = GENERATE(table<std::string, std::string>({
      {"postgresql://u:SECRET@h/db?bogus=1", "bogus"},
      {"postgresql://u:SECRET@h/db?service=nowhere", "nowhere"},
      {"mydb", "mydb"},
  }));
  const auto found = resolve(Secret(given), "--url");
  REQUIRE_FALSE(found);
  const auto& label = found.error().labels.at(0);
  CHECK(label.source->text.substr(label.span.begin, label.span.end - label.span.begin) == marks);
}
