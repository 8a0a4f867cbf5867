// Prints what each line of a file needs, for tests/corpus/transactions.
#include <migrate/sql.hpp>

#include <fmt/core.h>

#include <fstream>
#include <string>

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::ifstream file(arguments[1]);
  for (std::string line; std::getline(file, line);) {
    fmt::print("{}\n", static_cast<int>(migrate::sql::classify(line).need));
  }
}
