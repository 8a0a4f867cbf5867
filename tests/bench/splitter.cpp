// Prints how fast (CPU time) 50 MB of SQL are split: cmake --preset release -DMIGRATE_TESTS=ON -B build/bench &&
// cmake --build build/bench --target bench_splitter && build/bench/tests/bench_splitter
#include <migrate/sql.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <string>

using namespace migrate;

namespace {

constexpr std::size_t size_of_text = 50'000'000;
constexpr int repetitions = 5;

std::string repeated(std::string_view piece) {
  std::string text;
  text.reserve(size_of_text + piece.size());
  while (text.size() < size_of_text) text += piece;
  return text;
}

void measure(std::string_view name, const std::string& text) {
  double best = 1e9;
  std::size_t statements = 0;
  for (int i = 0; i < repetitions; ++i) {
    const auto start = std::clock();
    statements = sql::split(text).statements.size();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  fmt::print("{:<22} {:>9} statements {:>7.0f} MB/s\n", name, statements,
             static_cast<double>(text.size()) / best / 1e6);
}

std::string many_rows() {
  std::string text = "insert into t (a, b) values ";
  for (int i = 0; i < 1000; ++i) text += "(12345, 'a text of some length, as they are'),\n";
  return text + "(1, '');\n";
}

std::string function() {
  std::string text = "create or replace function f() returns trigger language plpgsql as $body$\nbegin\n";
  for (int i = 0; i < 40; ++i)
    text += "  if new.a <> old.a then insert into audit values (new.id, 'a changed'); end if;\n";
  return text + "end $body$;\n";
}

}  // namespace

int main() {
  measure("single rows", repeated("insert into t (a, b, c) values (12345, 'short', 'text');\n"));
  measure("many rows", repeated(many_rows()));
  measure("functions", repeated(function()));
  measure("tables", repeated("CREATE TABLE \"orders\" (\n\t\"id\" serial PRIMARY KEY NOT NULL,\n\t\"name\" text\n);\n"
                             "--> statement-breakpoint\n"));
  measure("one long string", "select '" + repeated("x") + "'");
  measure("beyond ASCII", repeated("insert into t values ('größe');\n"));
  measure("nested comments", repeated("/*"));
  measure("dollars", repeated("1$a"));
}
