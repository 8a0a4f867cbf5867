#include "sources/alembic.hpp"

namespace migrate::sources {

namespace {

constexpr std::string_view aliases[] = {"sqlalchemy", "sqlmodel", "flask-migrate"};
constexpr std::string_view folders[] = {"alembic/versions", "migrations/versions", "alembic", "migrations"};
constexpr std::string_view marks[] = {"alembic.ini"};
constexpr std::string_view ledger_columns[] = {"version_num"};

bool reads(std::string_view path) {
  const auto name = migrate::name_of(path);
  if (name == "alembic.ini" || name == "pyproject.toml" || name == "env.py") return true;
  return name.ends_with(".py") && alembic::promises_revisions(migrate::folder_of(path));
}

}  // namespace

extern const Adapter alembic_adapter;
const Adapter alembic_adapter = {.orm = "alembic",
                                 .aliases = aliases,
                                 .folders = folders,
                                 .marks = marks,
                                 .reads = reads,
                                 .discover = alembic::discover,
                                 .ledger = alembic::ledger,
                                 .audit = alembic::audit,
                                 .ledger_columns = ledger_columns,
                                 .take_back = alembic::take_back,
                                 .render = alembic::render,
                                 .read_rendered = alembic::read_rendered};

}  // namespace migrate::sources
