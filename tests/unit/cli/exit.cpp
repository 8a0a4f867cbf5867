#include <migrate/cli.hpp>

#include <catch2/catch.hpp>

using namespace migrate;

namespace {

std::vector<Diagnostic> errors(const std::vector<std::string>& codes) {
  std::vector<Diagnostic> all;
  for (const auto& code : codes) all.push_back({.code = code, .message = "m"});
  return all;
}

}  // namespace

TEST_CASE("the gravest error decides the exit code") {
  auto [codes, expected] = GENERATE(table<std::vector<std::string>, int>({{{}, 0},
                                                                          {{""}, 2},
                                                                          {{"M0011"}, 2},
                                                                          {{"M0101"}, 3},
                                                                          {{"M0109"}, 3},
                                                                          {{"M0110"}, 1},
                                                                          {{"M0302"}, 4},
                                                                          {{"M0302", "M0303"}, 1},
                                                                          {{"M0601"}, 1},
                                                                          {{"M0303", "M0011"}, 2}}));
  CHECK(cli::exit_code(errors(codes)) == expected);
}

TEST_CASE("a warning never fails") {
  CHECK(cli::exit_code(Diagnostic{.code = "M0101", .severity = Severity::warning, .message = "m"}) == 0);
}
