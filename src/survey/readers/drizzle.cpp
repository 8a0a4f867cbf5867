#include "survey/expression.hpp"
#include "survey/reading.hpp"

#include "endpoint/parameters.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "drizzle.config.*|drizzle-*.config.*|drizzle.*.config.*");
}

/// `dialect: "sqlite"`, `driver: "aws-data-api"`: no connection string of Postgres.
bool is_elsewhere(const Tokens& tokens) {
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    const auto& value = tokens[i + 2];
    if (tokens[i + 1].value != ":" || value.kind != Token::Kind::text) continue;
    if (tokens[i].value == "dialect" && !endpoint::matches("postgresql|postgres|pg", value.value)) return true;
    if (tokens[i].value == "driver" && !endpoint::matches("pg|postgres-js", value.value)) return true;
  }
  return false;
}

void read(const SourceRef& file, const Context&, Facts& found) {
  const auto tokens = tokens_of_script(file->text);
  if (is_elsewhere(tokens)) return;
  const auto object = object_of(tokens, "dbCredentials");
  auto url = property_of(tokens, object, "url");
  if (url.first == url.second) url = property_of(tokens, object, "connectionString");
  const bool by_url = url.first < url.second;
  const auto value = by_url ? read_expression(tokens, url, file->text) : of_parts(tokens, object, file->text);
  const auto place = by_url ? url : object;
  if (value.given.empty() || value.changed || place.first >= place.second) return;
  found.uses.push_back({.place = {.source = file,
                                  .span = {tokens[place.first].span.begin, tokens[place.second - 1].span.end},
                                  .text = {}},
                        .tool = "drizzle-kit",
                        .doer = "`drizzle-kit`",
                        .purpose = Purpose::migration,
                        .reason = "`drizzle-kit migrate` and `push` connect with `dbCredentials`",
                        .given = value.given,
                        .certain = value.certain,
                        .folder = std::string(folder_of(file->name)),
                        .env_files = env_files_in(tokens),
                        .mend = "dbCredentials: { url: process.env.{}! }"});
}

}  // namespace

extern const Reader drizzle_reader;
const Reader drizzle_reader{.name = "drizzle", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
