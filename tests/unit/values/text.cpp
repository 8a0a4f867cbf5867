#include <migrate/text.hpp>

#include <catch2/catch.hpp>

using namespace migrate;

TEST_CASE("control characters are shown as escapes") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"plain", "plain"},
      {"größe", "größe"},
      {"a\nb", "a\\nb"},
      {"\x1b[31m", "\\x1b[31m"},
      {"a\u202e" "b", "a\\u202eb"},
      {"\xff", "\\xff"},
  }));
  CHECK(text::printable(given) == expected);
}

TEST_CASE("line ends become LF and a BOM is dropped") {
  auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"a\r\nb", "a\nb"}, {"a\rb", "a\nb"}, {"\xEF\xBB\xBF" "a", "a"}, {"a\r\r\n", "a\n\n"}, {"", ""}}));
  CHECK(text::normalise(given) == expected);
}

TEST_CASE("the first byte that is not UTF-8 is found") {
  CHECK_FALSE(text::invalid_utf8("aä€😀").has_value());
  CHECK(text::invalid_utf8("ab\xE9") == 2);
  CHECK(text::invalid_utf8("\xC0\xAF") == 0);
  CHECK(text::invalid_utf8("a\xED\xA0\x80") == 1);
}

TEST_CASE("a similar word is proposed, an unlike one is not") {
  const std::string_view known[] = {"apply", "status", "sync"};
  CHECK(text::similar("aply", known) == "apply");
  CHECK(text::similar("snyc", known) == "sync");
  CHECK(text::similar("doctor", known).empty());
}
