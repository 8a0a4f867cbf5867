#include "sources/source_file.hpp"

#include <migrate/hash.hpp>
#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::sources {

namespace {

Diagnostic holds_nothing(const FileTree::File& file) {
  return {.code = "M0215",
          .severity = Severity::note,
          .message = fmt::format("`{}` holds no statement", text::printable(file.path)),
          .labels = {head_of(file, "only comments")},
          .notes = {},
          .helps = {}};
}

}  // namespace

SourceMigration read_sql(const FileTree::File& file, std::vector<Diagnostic>& diagnostics) {
  const auto& text = file.source->text;
  const auto script = sql::split(text);
  for (const auto& problem : script.problems) diagnostics.push_back(sql::describe(problem, file.source));
  SourceMigration migration;
  migration.path = file.path;
  migration.source = file.source;
  migration.sha256 = hash::sha256(text);
  migration.tokens = sql::fingerprint(text);
  migration.sql = text;
  migration.baseline = script.statements.empty() && script.problems.empty();
  if (migration.baseline) diagnostics.push_back(holds_nothing(file));
  return migration;
}

std::string_view without_number(std::string_view name) {
  const auto digits = std::min(name.find_first_not_of("0123456789"), name.size());
  const auto begin = name.find_first_not_of('_', digits);
  return begin == std::string_view::npos || begin == digits ? name : name.substr(begin);
}

Label head_of(const FileTree::File& file, std::string text) {
  const auto& bytes = file.source->text;
  return {.source = file.source, .span = {0, std::min(bytes.find('\n'), bytes.size())}, .text = std::move(text)};
}

}  // namespace migrate::sources
