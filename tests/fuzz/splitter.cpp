#include "sql/tokens.hpp"

#include <migrate/sql.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

using namespace migrate;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_spans(std::string_view text, const sql::Script& script) {
  std::size_t at = 0;
  for (const auto& statement : script.statements) {
    require(at <= statement.with_lead.begin && statement.with_lead.begin <= statement.span.begin);
    require(statement.span.begin < statement.span.end && statement.span.end <= statement.with_lead.end);
    at = statement.copy_data ? statement.copy_data->end : statement.with_lead.end;
    require(at <= text.size());
  }
  for (const auto& problem : script.problems) {
    require(problem.span.begin <= problem.span.end && problem.span.end <= text.size());
  }
}

/// Where nothing is wrong, the tokens of a statement hold no `;` outside of parentheses and bodies.
void check_tokens(std::string_view text, const sql::Script& script) {
  if (!script.problems.empty() || text.find('\\') != std::string_view::npos) return;
  for (const auto& statement : script.statements) {
    const auto sql = text.substr(statement.span.begin, statement.span.end - statement.span.begin);
    sql::Tokens tokens(sql);
    bool nested = false;
    for (auto token = tokens.next(); token; token = tokens.next()) {
      const auto word = sql::text_of(sql, *token);
      nested = nested || word == "(" || sql::scan::same_word(word, "begin");
      require(nested || word != ";");
    }
  }
}

void check_rest(std::string_view text, const sql::Script& script) {
  sql::fingerprint(text);
  sql::history_statements(text, script);
  const auto span = sql::token_at(text, text.size() / 2);
  require(span.begin <= span.end && span.end <= text.size());
  for (const auto& statement : script.statements) {
    const auto sql = text.substr(statement.span.begin, statement.span.end - statement.span.begin);
    require(!sql::classify(sql).summary.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto script = sql::split(text);
  check_spans(text, script);
  check_tokens(text, script);
  check_rest(text, script);
  return 0;
}
