#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

namespace {

void add(std::vector<Diagnostic>& found, Severity severity, std::string message, std::string help) {
  found.push_back({.code = "M0644",
                   .severity = severity,
                   .message = std::move(message),
                   .notes = {"nothing was changed"},
                   .helps = {std::move(help)}});
}

/// `what`: "the migration history"; `table`: where it is.
void look_at_record(Facts::Record record, const std::string& role, std::string_view what, std::string_view table,
                    std::vector<Diagnostic>& found) {
  if (record != Facts::Record::closed) return;
  add(found, Severity::error, fmt::format("`{}` may not write {}", role, what),
      fmt::format("`grant select, insert, update on {} to {}`, or migrate with its owner", table, role));
}

void look(const Facts& facts, const Scope& scope, std::vector<Diagnostic>& found) {
  const auto role = text::printable(facts.role);
  look_at_record(facts.history, role, "the migration history", "supabase_migrations.schema_migrations", found);
  look_at_record(facts.journal, role, "the journal", "migrate.journal", found);
  for (const auto& schema : facts.records_closed)
    add(found, Severity::error,
        fmt::format("`{}` may make no table in schema `{}`, where a record is kept", role, schema),
        fmt::format("`grant create, usage on schema {} to {}`, or migrate with its owner", schema, role));
  const auto missing = facts.history == Facts::Record::missing || facts.journal == Facts::Record::missing;
  if (missing && !facts.makes_schemas)
    add(found, Severity::error,
        fmt::format("`{}` may make no schema in database `{}`, and the history needs one", role,
                    text::printable(facts.database)),
        fmt::format("`grant create on database {} to {}`, or migrate with its owner", text::printable(facts.database),
                    role));
  // Behind a SET ROLE, a GRANT or a DO block it may be otherwise when its turn comes.
  const auto severity = scope.certain ? Severity::error : Severity::warning;
  for (const auto& [schema, owner] : facts.closed)
    add(found, severity, fmt::format("`{}` may make nothing in schema `{}`, and what is pending does", role, schema),
        fmt::format("`grant create, usage on schema {} to {}`, or migrate as `{}`", schema, role, owner));
  for (const auto& [table, owner] : facts.foreign)
    add(found, severity, fmt::format("`{}` belongs to `{}`, and only its owner may change it", table, owner),
        fmt::format("migrate as `{0}`, or make `{1}` a member: `grant {0} to {1}`", owner, role));
}

}  // namespace

extern const Check rights_check;
const Check rights_check{
    .name = "rights",
    .rank = 1,
    .explain = "whether the role may write the history, and may do what is pending to schemas and tables",
    .look = look};

}  // namespace migrate::preflight
