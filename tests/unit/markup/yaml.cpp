#include <migrate/markup.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using Kind = markup::Node::Kind;

namespace {

SourceRef source_of(std::string text) {
  return std::make_shared<Source>(Source{.name = "a.yaml", .text = std::move(text)});
}

std::string slice(const SourceRef& source, Span span) {
  return source->text.substr(span.begin, span.end - span.begin);
}

}  // namespace

TEST_CASE("a plain scalar of YAML is text unless it is true, false, null or a canonical number") {
  const auto [given, kind, text] = GENERATE(table<std::string, Kind, std::string>({
      {"00100", Kind::text, "00100"},
      {"00100-00199", Kind::text, "00100-00199"},
      {"yes", Kind::text, "yes"},
      {"off", Kind::text, "off"},
      {"0x10", Kind::text, "0x10"},
      {"1_000", Kind::text, "1_000"},
      {"2025-11-20", Kind::text, "2025-11-20"},
      {"true", Kind::boolean, "true"},
      {"True", Kind::text, "True"},
      {"64", Kind::number, "64"},
      {"-1.5", Kind::number, "-1.5"},
      {"0", Kind::number, "0"},
      {"~", Kind::null, ""},
      {"null", Kind::null, ""},
      {"", Kind::null, ""},
      {"'00100'", Kind::text, "00100"},
      {"\"true\"", Kind::text, "true"},
      {"a b # comment", Kind::text, "a b"},
      {"|\n    x\n    y\n", Kind::text, "x\ny\n"},
  }));
  const auto source = source_of("k: " + given + "\n");
  const auto parsed = markup::parse_yaml(source);
  REQUIRE(parsed.diagnostics.empty());
  REQUIRE(parsed.root.find("k"));
  CHECK(parsed.root.find("k")->kind == kind);
  CHECK(parsed.root.find("k")->text == text);
}

TEST_CASE("nodes of YAML know their place") {
  const auto source = source_of(
      "\xEF\xBB\xBF# größe\r\nservices:\r\n  \"a\": { range: '00100-00199', deep: [x, ü y] }\r\n  b:\r\n    - "
      "00100\r\n");
  const auto parsed = markup::parse_yaml(source);
  REQUIRE(parsed.diagnostics.empty());
  CHECK(slice(source, parsed.root.members.front().key_span) == "services");
  const auto* services = parsed.root.find("services");
  REQUIRE(services);
  CHECK(slice(source, services->members.front().key_span) == "a");
  const auto* a = services->find("a");
  REQUIRE(a);
  CHECK(slice(source, a->find("range")->span) == "00100-00199");
  CHECK(slice(source, a->find("deep")->items.at(1).span) == "ü y");
  CHECK(slice(source, services->find("b")->items.front().span) == "00100");
  CHECK(position_of(source->text, services->find("b")->items.front().span.begin) == Position{5, 7});
}

TEST_CASE("faults of YAML are named with their place") {
  const auto [given, code, at, label] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"a: &x 1\n", "M0003", "&x", "an anchor"},
      {"a: !!str 1\n", "M0003", "!!str", "a tag"},
      {"a: ! 1\n", "M0003", "!", "a tag"},
      {"a: !x {}\n", "M0003", "!x", "a tag"},
      {"<<: {b: 1}\n", "M0003", "<<", "a merge key"},
      {"a: 1\na: 2\n", "M0002", "a", "given again"},
      {"a: 1\n\"a\": 2\n", "M0002", "a", "given again"},
      {"a: 1\n---\nb: 2\n", "M0003", "---", "more than one document"},
      {"a: 1\n...\nb\n", "M0003", "b", "more than one document"},
      {"? [a]\n: 1\n", "M0003", "[a", "a key that is no text"},
      {": 1\n", "M0003", ":", "an empty key"},
      {"a: 'open\n", "M0001", "'", "this quote is never closed"},
      {"a: [1, 2\n", "M0001", "", ""},
      {"a: }\n", "M0001", "", ""},
      {"a: b: c\n", "M0001", "", ""},
      {"a: 1\n b: 2\n", "M0001", "", ""},
      {"a: *x\n", "M0001", "", ""},
      {"a: \"\\q\"\n", "M0001", "", ""},
      {"a: \xE9\n", "M0001", "\xE9", "not UTF-8"},
      {"a: 1\x04 b\n", "M0001", "\x04", "a control character: `\\x04`"},
      {std::string("a\0:\0", 4), "M0001", std::string("\0", 1), "a control character: `\\x00`"},
      {std::string(65, '[') + std::string(65, ']'), "M0003", "[", "level 65"},
  }));
  const auto source = source_of(given);
  const auto parsed = markup::parse_yaml(source);
  CAPTURE(given);
  REQUIRE(parsed.diagnostics.size() == 1);
  const auto& found = parsed.diagnostics.front();
  CHECK(found.code == code);
  CAPTURE(found.labels.front().text);
  if (!label.empty()) CHECK(slice(source, found.labels.front().span) == at);
  if (!label.empty()) CHECK(found.labels.front().text == label);
}

TEST_CASE("every fault of YAML is reported, not the first alone") {
  const auto parsed = markup::parse_yaml(source_of("a: &x 1\nb: *x\na: 2\nc: !t 3\n"));
  CHECK(parsed.diagnostics.size() == 4);
  CHECK(parsed.root.members.size() == 3);
}

TEST_CASE("text after the root of YAML is no silent loss") {
  const auto given = GENERATE(as<std::string>(), "[a] b\n", "\"a\" b\n", "{a: 1}\nb: 2\n", "'a'\n'b'\n");
  CAPTURE(given);
  CHECK_FALSE(markup::parse_yaml(source_of(given)).diagnostics.empty());
}

TEST_CASE("deep nesting ends in an error, closed or not") {
  const auto mark = GENERATE(as<std::string>(), "[", "{a: ", "- ", "? ", "a:\n");
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += mark;
  CHECK_FALSE(markup::parse_yaml(source_of(text)).diagnostics.empty());
}

TEST_CASE("an empty YAML file is null") {
  CHECK(markup::parse_yaml(source_of("# nothing\n")).root.kind == Kind::null);
  CHECK(markup::parse_yaml(source_of("")).diagnostics.empty());
}

TEST_CASE("YAML of other programs: anchors, aliases and merge keys") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"a: &x 1\nb: *x\n", R"({"a":1,"b":1})"},
      {"a: &x [1, 2]\nb: [*x, 3]\n", R"({"a":[1,2],"b":[[1,2],3]})"},
      {"a: &x { p: 1, q: 2 }\nb:\n  <<: *x\n  q: 3\n", R"({"a":{"p":1,"q":2},"b":{"q":3,"p":1}})"},
      {"a: &x { p: 1 }\nb: &y { q: 2 }\nc:\n  <<: [*x, *y]\n", R"({"a":{"p":1},"b":{"q":2},"c":{"p":1,"q":2}})"},
      {"a: &x { b: &y [1], c: *y }\nd: *x\n", R"({"a":{"b":[1],"c":[1]},"d":{"b":[1],"c":[1]}})"},
      {"a: &x [*x]\n", R"({"a":[null]})"},
      {"a: !reference [b, c]\n", R"({"a":["b","c"]})"},
  }));
  CAPTURE(text);
  const auto source = source_of(text);
  const auto parsed = markup::parse_yaml(source, markup::Aliases::resolved);
  CHECK(parsed.diagnostics.empty());
  CHECK(markup::print_json(parsed.root, markup::Layout::compact) == expected);
}

TEST_CASE("YAML of other programs: aliases that would fill the memory end the reading") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const auto before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) text += (j == 0 ? "" : ", ") + before;
    text += "]\n";
  }
  const auto source = source_of(text);
  CHECK(markup::parse_yaml(source, markup::Aliases::resolved).root.members.size() < 12);
}
