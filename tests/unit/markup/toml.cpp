#include <migrate/markup.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using Kind = markup::Node::Kind;

namespace {

SourceRef source_of(std::string text) {
  return std::make_shared<Source>(Source{.name = "a.toml", .text = std::move(text)});
}

std::string slice(const SourceRef& source, Span span) {
  return source->text.substr(span.begin, span.end - span.begin);
}

}  // namespace

TEST_CASE("values of TOML keep their text, order and place") {
  const auto source = source_of(
      "\xEF\xBB\xBFprovider = \"postgresql\" # ü\n[tool.alembic]\nscript_location = 'ä/b'\nn = 0x10\nd = 2025-11-20\n"
      "list = [1, \"ü\", true]\nb = { y = 1.50, x = false }\n");
  const auto parsed = markup::parse_toml(source);
  REQUIRE(parsed.diagnostics.empty());
  CHECK(parsed.root.members.front().key == "provider");
  CHECK(slice(source, parsed.root.find("provider")->span) == "postgresql");
  const auto* alembic = parsed.root.find("tool")->find("alembic");
  REQUIRE(alembic);
  CHECK(slice(source, alembic->members.front().key_span) == "script_location");
  CHECK(slice(source, alembic->find("script_location")->span) == "ä/b");
  CHECK(alembic->find("n")->text == "0x10");
  CHECK(alembic->find("n")->kind == Kind::number);
  CHECK(alembic->find("d")->text == "2025-11-20");
  CHECK(slice(source, alembic->find("list")->items.at(1).span) == "ü");
  CHECK(alembic->find("b")->members.front().key == "y");
  CHECK(alembic->find("b")->find("y")->text == "1.50");
}

TEST_CASE("faults of TOML are named with their place") {
  const auto [given, code, line] = GENERATE(table<std::string, std::string, int>({
      {"a = 1\na = 2\n", "M0001", 2},
      {"a = 00100\n", "M0001", 1},
      {"a = 1 b\n", "M0001", 1},
      {"[a\n", "M0001", 1},
      {"a = \"\xE9\"\n", "M0001", 1},
      {"a = 1\x01\n", "M0001", 1},
      {"a = " + std::string(300, '['), "M0001", 1},
      {"a = " + std::string(70, '[') + std::string(70, ']'), "M0003", 1},
  }));
  const auto source = source_of(given);
  const auto parsed = markup::parse_toml(source);
  CAPTURE(given);
  REQUIRE(parsed.diagnostics.size() == 1);
  CHECK(parsed.diagnostics.front().code == code);
  CHECK(position_of(source->text, parsed.diagnostics.front().labels.front().span.begin).line == line);
}

TEST_CASE("a key of a million parts is refused before tables are made of it") {
  std::string header = "[a";
  for (int i = 0; i < 1'000'000; ++i) header += ".a";
  const auto parsed = markup::parse_toml(source_of(header + "]\n"));
  REQUIRE(parsed.diagnostics.size() == 1);
  CHECK(parsed.diagnostics.front().code == "M0003");
  const auto dots = markup::parse_toml(source_of("a = '''" + std::string(500, '.') + "'''\nb = \"\\\"....\" # " +
                                                 std::string(100, '.') + "\nc.d.e = 1\n"));
  CHECK(dots.diagnostics.empty());
}
