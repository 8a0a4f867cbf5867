#include "plan/preflight.hpp"

#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::plan {

namespace {

/// A stored statement may end in a line comment, which would swallow a `;` on the same line.
std::string joined(const std::vector<std::string>& statements) {
  std::string text;
  for (const auto& statement : statements) text += statement + "\n;\n";
  return text;
}

/// The first statement of the file that the history does not have at the same place.
Span first_difference(const std::string& text, const std::vector<std::string>& stored) {
  const auto then = joined(stored);
  const auto before = sql::split(then);
  const auto script = sql::split(text);
  const auto slice = [](const std::string& whole, const Span& span) {
    return whole.substr(span.begin, span.end - span.begin);
  };
  for (std::size_t i = 0; i < script.statements.size(); ++i) {
    const auto& span = script.statements[i].span;
    if (i < before.statements.size() &&
        sql::fingerprint(slice(text, span)) == sql::fingerprint(slice(then, before.statements[i].span))) {
      continue;
    }
    // Only the first line: the label shall not cover a whole function.
    return {.begin = span.begin, .end = std::min(span.end, std::min(text.find('\n', span.begin), text.size()))};
  }
  return {.begin = text.size(), .end = text.size()};
}

std::string tool_of(const Migration& migration) {
  if (!migration.provenance || migration.provenance->tool.empty()) return "migration";
  return text::printable(migration.provenance->tool) + " migration";
}

}  // namespace

bool is_changed(const Migration& migration, const HistoryRow& row) {
  if (!row.statements) return false;
  return sql::fingerprint(migration.source->text) != sql::fingerprint(joined(*row.statements));
}

Diagnostic describe_change(const Migration& migration, const HistoryRow& row) {
  const auto span = first_difference(migration.source->text, *row.statements);
  Diagnostic diagnostic{
      .code = "M0501",
      .message = fmt::format("{} was changed after it was applied", migration.version),
      .labels = {{.source = migration.source,
                  .span = span,
                  .text = span.begin == span.end ? "the database has more than this"
                                                 : "the database has something else here"}},
      .notes = {},
      .helps = {
          fmt::format("take the file back: `git log -p -- {}`", text::printable(migration.path)),
          fmt::format("an applied migration is history: put the change into a new {}", tool_of(migration)),
          fmt::format("or, where the database was brought to it by hand: `migrate repair {} --applied --reason …`",
                      migration.version)}};
  if (!row.applied_at.empty()) {
    diagnostic.notes.push_back(fmt::format("applied {} by {}", row.applied_at, text::printable(row.applied_by)));
  }
  return diagnostic;
}

}  // namespace migrate::plan
