#include "survey/reading.hpp"

#include "endpoint/dotenv.hpp"

#include <algorithm>

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, ".env|.env.*|*.env|.envrc|env.example|env.sample");
}

void read(const SourceRef& file, const Context&, Facts& found) {
  auto assignments = endpoint::parse_dotenv(file);
  assignments.resize(std::min<std::size_t>(assignments.size(), 1000));
  for (auto& one : assignments) {
    const Span span{one.raw_begin, one.raw_begin + one.raw.size()};
    found.settings.push_back({.name = std::move(one.name),
                              .value = Secret(std::move(one.raw)),
                              .place = {.source = file, .span = span, .text = {}}});
  }
}

}  // namespace

extern const Reader dotenv_reader;
const Reader dotenv_reader{.name = "dotenv", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
