#include <migrate/markup.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using markup::Comments;
using Kind = markup::Node::Kind;

namespace {

SourceRef source_of(std::string text) {
  return std::make_shared<Source>(Source{.name = "a.json", .text = std::move(text)});
}

std::string slice(const SourceRef& source, Span span) {
  return source->text.substr(span.begin, span.end - span.begin);
}

}  // namespace

TEST_CASE("values of JSON keep their text and their place") {
  const auto source =
      source_of("\xEF\xBB\xBF{\"a\": \"x\\u00e4\", \"n\" : -1.50e3, \"l\": [true, null , 7],\n\"m\":{}}\n");
  const auto parsed = markup::parse_json(source);
  REQUIRE(parsed.diagnostics.empty());
  const auto& root = parsed.root;
  CHECK(slice(source, root.span) == source->text.substr(3, source->text.size() - 4));
  REQUIRE(root.members.size() == 4);
  CHECK(slice(source, root.members[0].key_span) == "a");
  CHECK(root.find("a")->text == "xä");
  CHECK(slice(source, root.find("a")->span) == "x\\u00e4");
  CHECK(root.find("n")->text == "-1.50e3");
  CHECK(slice(source, root.find("n")->span) == "-1.50e3");
  REQUIRE(root.find("l")->items.size() == 3);
  CHECK(slice(source, root.find("l")->items[0].span) == "true");
  CHECK(slice(source, root.find("l")->items[1].span) == "null");
  CHECK(slice(source, root.find("l")->items[2].span) == "7");
  CHECK(slice(source, root.find("l")->span) == "[true, null , 7]");
  CHECK(slice(source, root.find("m")->span) == "{}");
  CHECK(root.find("m")->kind == Kind::map);
  CHECK(root.find("b") == nullptr);
}

TEST_CASE("faults of JSON are named with their place") {
  const auto [given, code, at, label] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"{\"a\": 00100}", "M0001", "00100", "a number of JSON has no leading zero; as text: \"00100\""},
      {"[1, 2,]", "M0001", "]", "unexpected `]`; expected `[`, `{`, or a literal"},
      {"{} {}", "M0001", "{", "unexpected `{`; expected end of input"},
      {"{\"a\": 'x'}", "M0001", "'", "invalid literal"},
      {"{\"a\": 1, // no\n}", "M0001", "/", "invalid literal"},
      {"\"open", "M0001", "\"open", "invalid string: missing closing quote"},
      {"", "M0001", "", "unexpected end of input; expected `[`, `{`, or a literal"},
      {std::string("{}\0{}", 5), "M0001", std::string("\0", 1), "a control character: `\\x00`"},
      {"{\"a\": \"\xff\"}", "M0001", "\xff", "not UTF-8"},
      {"\xFF\xFE{}", "M0001", "\xFF\xFE", "this marks UTF-16"},
      {"{\"a\": 1, \"a\": 2}", "M0002", "a", "given again"},
      {std::string(65, '['), "M0003", "[", "level 65"},
  }));
  const auto source = source_of(given);
  const auto parsed = markup::parse_json(source);
  REQUIRE(parsed.diagnostics.size() == 1);
  const auto& found = parsed.diagnostics.front();
  CHECK(found.code == code);
  CHECK(slice(source, found.labels.front().span) == at);
  CHECK(found.labels.front().text == label);
}

TEST_CASE("the first of two members stays, and all duplicates are named") {
  const auto parsed = markup::parse_json(source_of(R"({"a": 1, "a": {"b": 1, "b": 2}, "c": 3, "c": 4})"));
  CHECK(parsed.diagnostics.size() == 3);
  CHECK(parsed.root.members.size() == 2);
  CHECK(parsed.root.find("a")->text == "1");
  CHECK(parsed.root.find("c")->text == "3");
}

TEST_CASE("comments pass where they are allowed, positions stay true") {
  const auto source = source_of("// head, \"x\": 1\n{ /* [1] */ \"a\" /**/ : /* 2 */ 3 // end\n}");
  const auto parsed = markup::parse_json(source, Comments::allowed);
  REQUIRE(parsed.diagnostics.empty());
  CHECK(slice(source, parsed.root.members.front().key_span) == "a");
  CHECK(slice(source, parsed.root.find("a")->span) == "3");
  CHECK(parsed.root.find("a")->text == "3");
}

TEST_CASE("what was read before a syntax error stays") {
  const auto parsed = markup::parse_json(source_of(R"({"a": {"b": "c", "d": oops}})"));
  REQUIRE(parsed.diagnostics.size() == 1);
  REQUIRE(parsed.root.find("a"));
  CHECK(parsed.root.find("a")->find("b")->text == "c");
}

TEST_CASE("64 levels are read") {
  CHECK(markup::parse_json(source_of(std::string(64, '[') + std::string(64, ']'))).diagnostics.empty());
}

TEST_CASE("JSON is printed in the order of the members") {
  auto node =
      markup::map({{"schema", markup::number(1)}, {"a", markup::list({markup::null(), markup::boolean(true)})}});
  markup::add(node, "text", markup::text("q\" \n\x01 ä \xff"));
  markup::add(node, "empty", markup::map({}));
  CHECK(markup::print_json(node, markup::Layout::compact) ==
        "{\"schema\":1,\"a\":[null,true],\"text\":\"q\\\" \\n\\u0001 ä \uFFFD\",\"empty\":{}}");
  CHECK(markup::print_json(markup::map({{"a", markup::list({markup::number(-2)})}, {"e", markup::list({})}})) ==
        "{\n  \"a\": [\n    -2\n  ],\n  \"e\": []\n}");
}
