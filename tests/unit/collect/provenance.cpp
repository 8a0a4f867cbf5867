#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <migrate/collect.hpp>
#include <migrate/text.hpp>

using namespace migrate;

namespace {

Provenance example() {
  return {.service = "server",
          .tool = "drizzle",
          .id = "0006_order_totals",
          .source = "packages/server/drizzle/0006_order_totals.sql",
          .sha256 = "aa",
          .tokens = "bb",
          .body = "cc",
          .mode = TransactionMode::outside,
          .ledger = {{"created_at", "1712345678901"}, {"name", ""}}};
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("a header is comment lines that people can read") {
  CHECK(collect::header(example()) ==
        "-- Collected by `migrate sync`, do not edit: change the source.\n"
        "--   service:  server\n"
        "--   tool:     drizzle\n"
        "--   id:       0006_order_totals\n"
        "--   source:   packages/server/drizzle/0006_order_totals.sql\n"
        "--   runs:     outside a transaction\n"
        "--   ledger.created_at: 1712345678901\n"
        "--   ledger.name:\n"
        "--   sha256:   aa\n"
        "--   tokens:   bb\n"
        "--   body:     cc\n");
}

TEST_CASE("a header is read back, and the SQL begins below it") {
  const auto header = collect::header(example());
  for (const auto& text : {header + "\nselect 1;\n", header + "select 1;\n", with_crlf(header + "\nselect 1;\n"),
                           "\xEF\xBB\xBF" + header + "\nselect 1;\n"}) {
    const auto collected = collect::read_header(text);
    REQUIRE(collected.provenance);
    CHECK(*collected.provenance == example());
    CHECK(text.substr(collected.body_begin, 9) == "select 1;");
  }
}

TEST_CASE("a value that looks like a way out of the comment stays in it") {
  auto provenance = example();
  provenance.source = "a\ndrop table users;\r\n\x1b[31m\xE2\x80\xAE\xFF\\x0a ";
  const auto header = collect::header(provenance);
  CHECK(header.find("\ndrop") == std::string::npos);
  CHECK(header.find('\x1b') == std::string::npos);
  CHECK(header.find(R"(source:   a\x0adrop table users;\x0d\x0a\x1b[31m\xe2\x80\xae\xff\x5cx0a\x20)") !=
        std::string::npos);
  CHECK(*collect::read_header(header).provenance == provenance);
}

TEST_CASE("every header comes back as it was, each of its lines a comment") {
  CHECK(rc::check([](const std::string& service, const std::string& id, const std::string& source,
                     const std::string& body, const std::map<std::string, std::string>& ledger, bool outside) {
    const Provenance provenance{.service = service,
                                .tool = id,
                                .id = id,
                                .source = source,
                                .sha256 = body,
                                .tokens = source,
                                .body = body,
                                .mode = outside ? TransactionMode::outside : TransactionMode::inside,
                                .ledger = ledger};
    const auto header = collect::header(provenance);
    RC_ASSERT(!text::invalid_utf8(header));
    RC_ASSERT(std::none_of(header.begin(), header.end(), [](char c) { return c != '\n' && c >= 0 && c < ' '; }));
    for (std::size_t at = 0; at < header.size(); at = header.find('\n', at) + 1)
      RC_ASSERT(header.substr(at, 2) == "--");
    const auto collected = collect::read_header(header + "\n-- x\n");
    RC_ASSERT(collected.provenance.has_value());
    RC_ASSERT(*collected.provenance == provenance);
    RC_ASSERT(collected.body_begin == header.size() + 1);
  }));
}

TEST_CASE("any bytes are read as a header or as none") {
  CHECK(rc::check([](const std::string& noise, std::size_t at) {
    auto text = collect::header(example());
    text.insert(at % text.size(), noise);
    const auto collected = collect::read_header(text);
    RC_ASSERT(collected.body_begin <= text.size());
  }));
}

TEST_CASE("without a header there is none, and half a one is damaged") {
  CHECK_FALSE(collect::read_header("").provenance);
  CHECK_FALSE(collect::read_header("select 1;").damaged);
  const auto header = collect::header(example());
  const auto half = collect::read_header(header.substr(0, header.size() / 2));
  CHECK_FALSE(half.provenance);
  CHECK(half.damaged);
  CHECK(collect::read_header(header.substr(0, header.find("--   body")) + "\nselect 1;\n").damaged);
}

TEST_CASE("a key of a later version is passed over") {
  auto text = collect::header(example());
  text.insert(text.find("--   sha256"), "--   colour:   blue\n");
  CHECK(*collect::read_header(text).provenance == example());
}
