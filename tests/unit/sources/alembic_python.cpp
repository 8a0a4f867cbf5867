#include "sources/alembic_python.hpp"

#include <catch2/catch.hpp>

using namespace migrate::sources;

TEST_CASE("literals that a module assigns") {
  auto [text, values] = GENERATE(table<std::string, std::vector<std::string>>({
      {"x = 'a'", {"a"}},
      {"x: str = \"a\"", {"a"}},
      {"x: Union[str, None] = None", {}},
      {"x: Union[str, Sequence[str], None] = ('a', 'b')", {"a", "b"}},
      {"x = ['a',\n  # why\n  'b',\n]", {"a", "b"}},
      {"x = 'a', 'b'", {"a", "b"}},
      {"x = (('a'))", {"a"}},
      {"x = ('a' 'b')", {"ab"}},
      {"x = 'a' \\\n  'b'", {"ab"}},
      {"x = r'\\n'", {"\\n"}},
      {"x = '\\n\\'\\x41\\u00e9\\101\\q'", {"\n'A\u00e9A\\q"}},
      {"x = '''a\nb'''", {"a\nb"}},
      {"x = ''", {""}},
      {"x = 'a'; y = 'b'", {"a"}},
      {"y = 'b'; x = 'a' # x = 'c'", {"a"}},
      {"s = \"\"\"\nx = 'no'\n\"\"\"\nx = 'a'", {"a"}},
      {"x = 'a'\nx = 'b'", {"b"}},
      {"x = 'a'\nif y:\n    x = 'b'\n", {"a"}},
      {"def f():\n\tx = 'b'\n\nx = 'a'\r\n", {"a"}},
      {"f(x='b')\nx = 'a'", {"a"}},
      {"x == 'b'\nx = 'a'", {"a"}},
      {"\xEF\xBB\xBFx = 'a'", {"a"}},
  }));
  CAPTURE(text);
  const auto tokens = python::tokenize(text);
  CHECK_FALSE(tokens.fault.has_value());
  const auto literal = python::assigned(tokens.tokens, "x");
  REQUIRE(literal.has_value());
  CHECK(literal->is_literal);
  CHECK(literal->values == values);
}

TEST_CASE("what is no literal is known to be none") {
  const auto* text = GENERATE("x = y", "x = f('a')", "x = f'a'", "x = b'a'", "x = 'a' + 'b'", "x = ('a', y)", "x = 1");
  CAPTURE(text);
  const auto literal = python::assigned(python::tokenize(text).tokens, "x");
  REQUIRE(literal.has_value());
  CHECK_FALSE(literal->is_literal);
}

TEST_CASE("strings and brackets that never end are found") {
  auto [text, begin] = GENERATE(table<std::string, std::size_t>(
      {{"x = 'a\ny = 1", 4}, {"x = \"\"\"a\n\"\"", 4}, {"x = (1,\n", 4}, {"x = '\\", 4}}));
  const auto tokens = python::tokenize(text);
  REQUIRE(tokens.fault.has_value());
  CHECK(tokens.fault->span.begin == begin);
}

TEST_CASE("a fingerprint stays with what Python would do") {
  const auto of = [](std::string_view text) { return python::fingerprint(python::tokenize(text).tokens); };
  const auto same = of("\"\"\"about\"\"\"\nx = 'a'\nif x:\n    f(x)\n");
  CHECK(of("\"\"\"other\n\ntext\"\"\"\n\n# more\nx = \"a\"  # so\nif x :\n  f( x )\n") == same);
  CHECK(of("x = 'a'\nif x:\n    f(x)\n") == same);
  CHECK(of("x = 'a'\r\nif x:\r\n\tf(x)") == same);
  CHECK(of("x = 'b'\nif x:\n    f(x)\n") != same);
  CHECK(of("x = 'a'\nif x:\n    f(x)\n    g(x)\n") != of("x = 'a'\nif x:\n    f(x)\ng(x)\n"));
  CHECK(of("x = 'ab'\n") != of("x = 'a' 'b'\n"));
}
