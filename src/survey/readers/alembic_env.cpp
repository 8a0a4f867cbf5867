#include "survey/expression.hpp"
#include "survey/reading.hpp"

#include <algorithm>

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "env.py");
}

bool speaks_of_alembic(const Tokens& tokens) {
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) { return token.value == "alembic"; });
}

/// Where a value begins that the online mode connects with: behind `set_main_option("sqlalchemy.url",`,
/// `["sqlalchemy.url"] =` or `create_engine(`.
std::vector<std::size_t> values_in(const Tokens& tokens) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    const bool key = tokens[i].kind == Token::Kind::text && tokens[i].value == "sqlalchemy.url";
    if (key && tokens[i + 1].value == ",") begins.push_back(i + 2);
    if (key && tokens[i + 1].value == "]" && tokens[i + 2].value == "=") begins.push_back(i + 3);
    const bool engine = tokens[i].value == "create_engine" || tokens[i].value == "create_async_engine";
    if (engine && tokens[i + 1].value == "(") begins.push_back(i + 2);
  }
  return begins;
}

void read(const SourceRef& file, const Context&, Facts& found) {
  const auto tokens = tokens_of_python(file->text);
  if (!speaks_of_alembic(tokens)) return;
  auto begins = values_in(tokens);
  begins.resize(std::min<std::size_t>(begins.size(), 50));
  for (const auto begin : begins) {
    const Range range{begin, end_of_value(tokens, begin, file->text)};
    if (range.first >= range.second) continue;
    const auto value = read_expression(tokens, range, file->text);
    if (value.given.empty() || value.changed) continue;
    found.uses.push_back({.place = {.source = file,
                                    .span = {tokens[range.first].span.begin, tokens[range.second - 1].span.end},
                                    .text = {}},
                          .tool = "alembic",
                          .doer = "`alembic`",
                          .purpose = Purpose::migration,
                          .reason = "env.py connects with it",
                          .given = value.given,
                          .certain = value.certain,
                          .folder = std::string(folder_of(file->name)),
                          .env_files = env_files_in(tokens),
                          .mend = "os.environ[\"{}\"]"});
    return;
  }
}

}  // namespace

extern const Reader alembic_env_reader;
const Reader alembic_env_reader{.name = "env.py", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
