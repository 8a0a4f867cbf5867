#include "sources/alembic.hpp"

#include <algorithm>

namespace migrate::sources {

namespace {

constexpr std::string_view aliases[] = {"sqlalchemy", "sqlmodel", "flask-migrate"};
constexpr std::string_view folders[] = {"alembic/versions", "migrations/versions", "alembic", "migrations"};
constexpr std::string_view marks[] = {"alembic.ini"};

constexpr std::string_view words[] = {"alembic", "version", "migration", "revision"};

/// A folder whose name promises revisions: an application's other Python files stay unread.
bool in_revisions_folder(std::string_view path) {
  const auto folder = migrate::folder_of(path);
  return folder.empty() || std::any_of(std::begin(words), std::end(words), [&](std::string_view word) {
           return folder.find(word) != std::string_view::npos;
         });
}

bool reads(std::string_view path) {
  const auto name = migrate::name_of(path);
  if (name == "alembic.ini" || name == "pyproject.toml" || name == "env.py") return true;
  return name.ends_with(".py") && in_revisions_folder(path);
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
                                 .render = alembic::render,
                                 .read_rendered = alembic::read_rendered};

}  // namespace migrate::sources
