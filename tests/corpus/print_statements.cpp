// Prints where a file's statements are, one a line, for the comparisons of tests/corpus/run.
#include <migrate/sql.hpp>

#include <pg_query.h>

#include <fmt/core.h>

#include <fstream>
#include <iterator>
#include <string>

using namespace migrate;

namespace {

/// "statement <lead> <end> <first token> <last token> [<data> <end of data>]" and "problem <kind> <begin> <end>".
void print_ours(const std::string& text) {
  const auto script = sql::split(text);
  for (const auto& statement : script.statements) {
    fmt::print("statement {} {} {} {}", statement.with_lead.begin, statement.with_lead.end, statement.span.begin,
               statement.span.end);
    if (statement.copy_data) fmt::print(" {} {}", statement.copy_data->begin, statement.copy_data->end);
    fmt::print("\n");
  }
  for (const auto& problem : script.problems) {
    fmt::print("problem {} {} {}\n", static_cast<int>(problem.kind), problem.span.begin, problem.span.end);
  }
}

/// "parsed <begin> <end>" for each statement that libpg_query finds; nothing where its grammar does not know the file.
void print_parsers(const std::string& text) {
  const auto result = pg_query_split_with_parser(text.c_str());
  if (result.error == nullptr) {
    for (int i = 0; i < result.n_stmts; ++i) {
      const auto begin = result.stmts[i]->stmt_location;
      fmt::print("parsed {} {}\n", begin, begin + result.stmts[i]->stmt_len);
    }
  }
  pg_query_free_split_result(result);
}

}  // namespace

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(arguments[i], std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    fmt::print("file {}\n", arguments[i]);
    print_ours(text);
    print_parsers(text);
  }
}
