#pragma once

#include <migrate/endpoint.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::endpoint {

/// One `NAME=value` of a .env file, as data: nothing in it is run.
struct Assignment {
  enum class Quotes { none, single, twice };
  std::string name;
  std::string raw;  ///< between the quotes, not expanded
  Quotes quotes = Quotes::none;
  SourceRef file;
  int line = 1;
  std::size_t raw_begin = 0;          ///< where `raw` stands in the file
  std::optional<Diagnostic> problem;  ///< the value means different things to different programs
};
std::vector<Assignment> parse_dotenv(const SourceRef& file);

/// What is wrong with one assignment: [begin, end) of the file is shown and marked, all other characters of the value
/// are `*`, all other lines are empty.
struct Mistake {
  std::string code;
  std::string message;
  std::string label;
  std::string help;
  std::string note = {};
};
Diagnostic describe(const Mistake& mistake, const Assignment& assignment, Span shown);

/// By its first characters, behind blanks and a quote: `postgres://`, `postgresql+asyncpg://`, `JDBC:postgresql://`.
bool begins_as_url(std::string_view value);

}  // namespace migrate::endpoint
