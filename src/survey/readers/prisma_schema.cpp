#include "survey/expression.hpp"
#include "survey/reading.hpp"

#include "endpoint/parameters.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return path.ends_with(".prisma");
}

/// The tokens of `datasource NAME { … }`.
Range datasource(const Tokens& tokens) {
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    if (tokens[i].value == "datasource" && tokens[i + 2].value == "{")
      return {i + 3, behind_bracket(tokens, i + 2) - 1};
  }
  return {};
}

/// The value of `key = …`, up to the next field.
Range field(const Tokens& tokens, Range block, std::string_view key) {
  const auto begins_field = [&](std::size_t i) {
    return tokens[i].kind == Token::Kind::name && i + 1 < block.second && tokens[i + 1].value == "=";
  };
  for (auto i = block.first; i < block.second; ++i) {
    if (!begins_field(i) || tokens[i].value != key) continue;
    auto end = i + 2;
    while (end < block.second && !begins_field(end)) ++end;
    return {i + 2, end};
  }
  return {};
}

Use use_of(const SourceRef& file, const Tokens& tokens, Range value) {
  return {.place = {.source = file,
                    .span = {tokens[value.first].span.begin, tokens[value.second - 1].span.end},
                    .text = {}},
          .tool = "prisma",
          .doer = "`prisma migrate`",
          .purpose = Purpose::migration,
          .given = read_expression(tokens, value, file->text).given,
          .folder = std::string(folder_of(file->name)),
          .yields = true,
          .mend = "directUrl = env(\"{}\")"};
}

void read(const SourceRef& file, const Context&, Facts& found) {
  const auto tokens = tokens_of_script(file->text);
  const auto block = datasource(tokens);
  const auto provider = field(tokens, block, "provider");
  const bool is_postgres =
      provider.first < provider.second && endpoint::matches("postgresql|postgres", tokens[provider.first].value);
  const auto url = field(tokens, block, "url");
  const auto direct = field(tokens, block, "directUrl");
  if (!is_postgres) return;
  if (url.first < url.second) {
    auto use = use_of(file, tokens, url);
    const bool alone = direct.first == direct.second;
    use.purpose = alone ? Purpose::migration : Purpose::application;
    use.reason = alone ? "`prisma migrate` takes `url` where there is no `directUrl`" : "`directUrl` serves migrations";
    found.uses.push_back(std::move(use));
  }
  if (direct.first < direct.second) {
    auto use = use_of(file, tokens, direct);
    use.reason = "`prisma migrate` takes `directUrl`";
    found.uses.push_back(std::move(use));
  }
}

}  // namespace

extern const Reader prisma_schema_reader;
const Reader prisma_schema_reader{.name = "prisma schema", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
