#include <migrate/cli.hpp>

#include <catch2/catch.hpp>

#include <sstream>

using namespace migrate;

namespace {

/// An error of each code, "-" for none.
std::vector<Diagnostic> errors(const std::string& codes) {
  std::vector<Diagnostic> all;
  std::istringstream words(codes);
  for (std::string code; words >> code;) all.push_back({.code = code == "-" ? "" : code, .message = "m"});
  return all;
}

}  // namespace

TEST_CASE("the gravest error decides the exit code") {
  auto [codes, expected] = GENERATE(table<std::string, int>({{"", 0},
                                                             {"-", 2},
                                                             {"M0011", 2},
                                                             {"M0101", 3},
                                                             {"M0107", 2},
                                                             {"M0108", 2},
                                                             {"M0109", 3},
                                                             {"M0114", 3},
                                                             {"M0120", 2},
                                                             {"M0123", 2},
                                                             {"M0125", 3},
                                                             {"M0110", 1},
                                                             {"M0302", 4},
                                                             {"M0323", 2},
                                                             {"M0602", 5},
                                                             {"M0604 M0601", 6},
                                                             {"M0610", 6},
                                                             {"M0302 M0303", 1},
                                                             {"M0601", 1},
                                                             {"M0303 M0011", 2}}));
  CHECK(cli::exit_code(errors(codes)) == expected);
}

TEST_CASE("a warning never fails") {
  CHECK(cli::exit_code(Diagnostic{.code = "M0101", .severity = Severity::warning, .message = "m"}) == 0);
}
