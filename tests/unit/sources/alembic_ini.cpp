#include "sources/alembic_ini.hpp"

#include <catch2/catch.hpp>

using namespace migrate::sources;

TEST_CASE("values as configparser reads them") {
  auto [text, value] = GENERATE(table<std::string, std::string>({
      {"[alembic]\nx = a b\n", "a b"},
      {"[alembic]\nX: a\n", "a"},
      {"[alembic]\n# x = no\n; x = no\nx=a=b\n", "a=b"},
      {"[other]\nx = no\n[alembic]\r\nx = a\r\n", "a"},
      {"[alembic]\nx =\n  a\n\n  b\ny = c\n", "\na\nb"},
      {"[alembic]\nx = %(here)s/%(y)s 100 %%\ny = z\n", "/w/z 100 %"},
      {"[DEFAULT]\nx = a\n[alembic]\n", "a"},
      {"[DEFAULT]\nx = no\n[alembic]\nx = a\n", "a"},
  }));
  CAPTURE(text);
  const auto section = ini::read_section(text, "alembic");
  CHECK(section.faults.empty());
  const auto entry = ini::value_of(section, "x", "/w");
  REQUIRE(entry.has_value());
  CHECK(entry->value == value);
}

TEST_CASE("values that name each other do not grow without end") {
  std::string text = "[alembic]\nx = %(x)s%(x)s%(x)s%(x)s%(x)s%(x)s%(x)s%(x)s\n";
  CHECK(ini::value_of(ini::read_section(text, "alembic"), "x", "")->value.size() < 100'000);
}

TEST_CASE("a line that is neither is shown, in our section only") {
  const std::string text = "[alembic]\nx = a\nwhat is this\n[other]\nnor this\n";
  const auto section = ini::read_section(text, "alembic");
  REQUIRE(section.faults.size() == 1);
  CHECK(text.substr(section.faults[0].begin, section.faults[0].end - section.faults[0].begin) == "what is this");
}
