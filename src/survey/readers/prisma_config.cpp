#include "survey/expression.hpp"
#include "survey/reading.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "prisma.config.*") || path.ends_with(".config/prisma.ts");
}

void read(const SourceRef& file, const Context&, Facts& found) {
  const auto tokens = tokens_of_script(file->text);
  const auto object = object_of(tokens, "datasource");
  auto url = property_of(tokens, object, "directUrl");
  if (url.first == url.second) url = property_of(tokens, object, "url");
  if (url.first == url.second) return;
  const auto value = read_expression(tokens, url, file->text);
  if (value.given.empty() || value.changed) return;
  found.uses.push_back(
      {.place = {.source = file, .span = {tokens[url.first].span.begin, tokens[url.second - 1].span.end}, .text = {}},
       .tool = "prisma",
       .doer = "`prisma migrate`",
       .purpose = Purpose::migration,
       .reason = "the CLI connects with `datasource.url`; the application has an adapter of its own",
       .given = value.given,
       .certain = value.certain,
       .folder = std::string(folder_of(file->name)),
       .env_files = env_files_in(tokens),
       .mend = "url: env(\"{}\")"});
}

}  // namespace

extern const Reader prisma_config_reader;
const Reader prisma_config_reader{.name = "prisma config", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
