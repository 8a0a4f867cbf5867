#include "sources/source_file.hpp"

#include <migrate/hash.hpp>
#include <migrate/text.hpp>

#include "sql/tokens.hpp"

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

bool holds_statement(std::string_view text) {
  sql::Tokens tokens(text.substr(text.starts_with("\xEF\xBB\xBF") ? 3 : 0));
  for (auto token = tokens.next(); token; token = tokens.next()) {
    if (text[token->begin] != ';') return true;
  }
  return false;
}

}  // namespace

SourceMigration read_sql(const FileTree::File& file) {
  const auto& text = file.source->text;
  SourceMigration migration;
  migration.path = file.path;
  migration.source = file.source;
  migration.sha256 = hash::sha256(text);
  migration.sql = text;
  migration.baseline = !holds_statement(text);
  if (migration.baseline) migration.remarks.push_back(holds_nothing(file));
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
