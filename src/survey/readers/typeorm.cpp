#include "survey/expression.hpp"
#include "survey/reading.hpp"

#include "endpoint/parameters.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "*.ts|*.mts|*.cts|*.js|*.mjs|*.cjs|*.json") &&
         is_named(path, "*data-source.*|*datasource.*|*data_source.*|ormconfig.*|typeorm.config.*|typeorm.*.ts");
}

bool has(const Tokens& tokens, Range object, std::string_view key) {
  const auto value = property_of(tokens, object, key);
  return value.first < value.second;
}

void add(const SourceRef& file, const Tokens& tokens, Range object, Facts& found) {
  const auto url = property_of(tokens, object, "url");
  const bool by_url = url.first < url.second;
  const auto value = by_url ? read_expression(tokens, url, file->text) : of_parts(tokens, object, file->text);
  if (value.given.empty() || value.changed) return;
  auto place = by_url ? url : property_of(tokens, object, "port");
  if (place.first == place.second) place = property_of(tokens, object, "host");
  const bool migrates = has(tokens, object, "migrations") || has(tokens, object, "migrationsRun");
  found.uses.push_back(
      {.place = {.source = file,
                 .span = {tokens[place.first].span.begin, tokens[place.second - 1].span.end},
                 .text = {}},
       .tool = "typeorm",
       .doer = "`typeorm migration:run`",
       .purpose = migrates ? Purpose::migration : Purpose::unknown,
       .reason = migrates ? "this data source names `migrations`" : "this data source names no `migrations`",
       .given = value.given,
       .certain = value.certain,
       .folder = std::string(folder_of(file->name)),
       .env_files = env_files_in(tokens),
       .mend = "url: process.env.{}"});
}

void read(const SourceRef& file, const Context&, Facts& found) {
  const auto tokens = tokens_of_script(file->text);
  int left = 50;  // data sources of one file; looking for the braces around each costs time
  for (std::size_t i = 0; i + 2 < tokens.size() && left > 0; ++i) {
    const bool is_type = tokens[i].value == "type" && tokens[i + 1].value == ":" && tokens[i + 2].value == "postgres";
    if (is_type && left-- > 0) add(file, tokens, enclosing(tokens, i), found);
  }
}

}  // namespace

extern const Reader typeorm_reader;
const Reader typeorm_reader{.name = "typeorm", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
