#include "survey/expression.hpp"
#include "survey/reading.hpp"

#include "sources/alembic_ini.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "alembic.ini|alembic*.ini");
}

void read(const SourceRef& file, const Context&, Facts& found) {
  const auto section = sources::ini::read_section(file->text, "alembic");
  const auto url = sources::ini::value_of(section, "sqlalchemy.url", folder_of(file->name));
  if (!url || !is_connection(url->value)) return;
  found.uses.push_back({.place = {.source = file, .span = url->span, .text = {}},
                        .tool = "alembic",
                        .doer = "`alembic`",
                        .purpose = Purpose::migration,
                        .reason = "env.py connects with `sqlalchemy.url`, as far as it says nothing else",
                        .given = {Secret(url->value)},
                        .folder = std::string(folder_of(file->name)),
                        .yields = true,
                        .mend = "config.set_main_option(\"sqlalchemy.url\", os.environ[\"{}\"])"});
}

}  // namespace

extern const Reader alembic_ini_reader;
const Reader alembic_ini_reader{.name = "alembic.ini", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
