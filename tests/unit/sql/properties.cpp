#include "sql/tokens.hpp"

#include <migrate/sql.hpp>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace migrate;

namespace {

rc::Gen<std::string> text_of_pieces(const std::vector<std::string>& pieces) {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)),
                      [](const std::vector<std::string>& chosen) {
                        std::string text;
                        for (const auto& piece : chosen) text += piece;
                        return text;
                      });
}

/// Pieces that open, close or hide a `;` when they meet.
rc::Gen<std::string> any_text() {
  static const std::vector<std::string> pieces = {"'",
                                                  "\"",
                                                  "$$",
                                                  "$a$",
                                                  "$",
                                                  "a",
                                                  "e",
                                                  "E'",
                                                  "u&'",
                                                  "b'",
                                                  "/*",
                                                  "*/",
                                                  "--",
                                                  "\n",
                                                  "\r\n",
                                                  " ",
                                                  ";",
                                                  "(",
                                                  ")",
                                                  "\\",
                                                  "''",
                                                  "1",
                                                  "1e",
                                                  "-",
                                                  "/",
                                                  "*",
                                                  "+",
                                                  "create function",
                                                  "create or replace procedure",
                                                  "begin",
                                                  "atomic",
                                                  "case",
                                                  "end",
                                                  "copy t from stdin",
                                                  "\\.\n",
                                                  "\n\\.\n",
                                                  "\\restrict x\n",
                                                  "set standard_conforming_strings = off",
                                                  "reset all",
                                                  "ä",
                                                  ",",
                                                  "select",
                                                  "table",
                                                  ".",
                                                  "&",
                                                  "u",
                                                  "u&",
                                                  "x'",
                                                  "--> statement-breakpoint\n",
                                                  "\xEF\xBB\xBF",
                                                  "$1"};
  return text_of_pieces(pieces);
}

/// Pieces that close what they open, so that most texts have no problem.
rc::Gen<std::string> sound_text() {
  static const std::vector<std::string> pieces = {"';'",       "\";\"",
                                                  "$$;$$",     "$a$;$a$",
                                                  "$",         "a",
                                                  "e",         "u&",
                                                  "n",         "/*;*/",
                                                  "--;\n",     "\n",
                                                  "\r",        " ",
                                                  " ",         ";",
                                                  ";",         "(;)",
                                                  "''",        "1",
                                                  "1e",        "-",
                                                  "/",         "*",
                                                  "+",         "create function f() begin atomic select 1; end",
                                                  "create",    "function",
                                                  "end",       "case",
                                                  ",",         "select",
                                                  ".",         "&",
                                                  "ä",         "$1",
                                                  "E'a'\n'b'", "(a;(b;)/*)*/)"};
  return text_of_pieces(pieces);
}

/// Complete statements without a `;` at the end.
rc::Gen<std::string> a_statement() {
  static const std::vector<std::string> known = {
      "select 1",
      "select ';'",
      "select e'\\';'",
      "do $$ begin; end $$",
      "do $a$ ; $$ ; $a$",
      "select \";\"",
      "create rule r as on insert to t do (select 1; select 2)",
      "/* ; */ select 1",
      "-- ;\nselect 1",
      "create function f() returns int begin atomic select case when a then 1 end; end",
      "begin",
      "insert into t values (1)",
      "select u&'\\;'",
      "select /* /* ; */ ; */ 1",
      "select 1 -- ;\n",
      "alter table t add column a int"};
  return rc::gen::elementOf(known);
}

std::string slice(std::string_view text, Span span) {
  return std::string(text.substr(span.begin, span.end - span.begin));
}

std::vector<std::string> leads(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& statement : sql::split(text).statements) out.push_back(slice(text, statement.with_lead));
  return out;
}

/// No problems, no data of COPY and no lines for psql: what remains is statements and `;`.
bool is_plain(std::string_view text, const sql::Script& script) {
  if (!script.problems.empty() || text.find('\\') != std::string_view::npos) return false;
  return !text.starts_with("\xEF\xBB\xBF");
}

}  // namespace

TEST_CASE("spans are ordered and within the text") {
  CHECK(rc::check([] {
    const auto text = *any_text();
    std::size_t at = 0;
    for (const auto& statement : sql::split(text).statements) {
      RC_ASSERT(at <= statement.with_lead.begin);
      RC_ASSERT(statement.with_lead.begin <= statement.span.begin);
      RC_ASSERT(statement.span.begin < statement.span.end);
      RC_ASSERT(statement.span.end <= statement.with_lead.end);
      RC_ASSERT(statement.with_lead.end <= text.size());
      at = statement.copy_data ? statement.copy_data->end : statement.with_lead.end;
      RC_ASSERT(at <= text.size());
    }
  }));
}

TEST_CASE("between statements there are only semicolons, white space and comments") {
  CHECK(rc::check([] {
    const auto text = *sound_text();
    const auto script = sql::split(text);
    RC_PRE(is_plain(text, script));
    std::size_t at = 0;
    std::string covered;
    const auto gap = [&](std::size_t end) {
      sql::Tokens tokens(std::string_view(text).substr(at, end - at));
      const auto between = std::string_view(text).substr(at, end - at);
      for (auto token = tokens.next(); token; token = tokens.next()) RC_ASSERT(sql::text_of(between, *token) == ";");
      covered += between;
    };
    for (const auto& statement : script.statements) {
      gap(statement.with_lead.begin);
      covered += slice(text, statement.with_lead);
      at = statement.with_lead.end;
    }
    gap(text.size());
    RC_ASSERT(covered == text);
  }));
}

TEST_CASE("a statement alone is one statement") {
  CHECK(rc::check([] {
    const auto text = *sound_text();
    const auto script = sql::split(text);
    RC_PRE(is_plain(text, script));
    for (const auto& statement : script.statements) {
      const auto alone = slice(text, statement.span);
      RC_ASSERT(leads(alone) == std::vector<std::string>{alone});
    }
  }));
}

TEST_CASE("what is joined is split again") {
  CHECK(rc::check([] {
    const auto statements = *rc::gen::container<std::vector<std::string>>(a_statement());
    std::string text;
    for (const auto& statement : statements) text += statement + ";";
    RC_ASSERT(leads(text) == statements);
  }));
}

TEST_CASE("whatever is quoted or commented splits nothing") {
  CHECK(rc::check([] {
    const auto any = *any_text();
    const auto doubled = [&](char quote) {
      std::string out(1, quote);
      for (const char c : any) out += c == quote ? std::string(2, c) : std::string(1, c);
      return out + quote;
    };
    const auto line = any.substr(0, any.find_first_of("\r\n"));
    const std::vector<std::string> statements = {"select " + doubled('\''), "select 1 as " + doubled('"'),
                                                 "do $never$" + any + "$never$", "select 1 --" + line + "\n, 2",
                                                 "select (" + doubled('\'') + ")"};
    std::string text;
    for (const auto& statement : statements) text += statement + ";";
    RC_ASSERT(leads(text) == statements);
  }));
}

TEST_CASE("tokens and statements see the same semicolons") {
  CHECK(rc::check([] {
    const auto text = *sound_text();
    const auto script = sql::split(text);
    RC_PRE(is_plain(text, script));
    for (const auto& statement : script.statements) {
      const auto sql = slice(text, statement.span);
      sql::Tokens tokens(sql);
      bool nested = false;
      for (auto token = tokens.next(); token; token = tokens.next()) {
        const auto word = sql::text_of(sql, *token);
        nested = nested || word == "(" || sql::scan::same_word(word, "begin");
        RC_ASSERT(nested || word != ";");
      }
    }
  }));
}

TEST_CASE("the history's statements written back are the same") {
  CHECK(rc::check([] {
    const auto text = *sound_text();
    const auto script = sql::split(text);
    RC_PRE(script.problems.empty() && text.find('\\') == std::string::npos);
    const auto stored = sql::history_statements(text, script);
    std::string fetched;
    for (const auto& statement : stored) fetched += statement + ";\n";
    RC_ASSERT(sql::history_statements(fetched, sql::split(fetched)) == stored);
    RC_ASSERT(sql::fingerprint(fetched) == sql::fingerprint(text));
  }));
}

TEST_CASE("no text is too strange to be classified") {
  CHECK(rc::check([] {
    const auto text = *any_text();
    RC_ASSERT(!sql::classify(text).summary.empty());
    const auto span = sql::token_at(text, *rc::gen::inRange<std::size_t>(0, 100));
    RC_ASSERT(span.begin <= span.end && span.end <= text.size());
  }));
}
