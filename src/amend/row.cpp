#include <migrate/amend.hpp>
#include <migrate/text.hpp>

namespace migrate::amend {

Row row_of(const Migration& migration, std::vector<Diagnostic>& diagnostics) {
  const auto& text = migration.source->text;
  const auto script = sql::split(text);
  for (const auto& problem : script.problems) diagnostics.push_back(sql::describe(problem, migration.source));
  // The name as the Supabase CLI takes it: what stands between the first `_` and `.sql`.
  const auto file = file_name(migration);
  const auto name = file.substr(file.find('_') + 1);
  return {.name = std::string(name.substr(0, name.rfind(".sql"))), .statements = sql::history_statements(text, script)};
}

std::string tool_service(const plan::Entry& entry) {
  return entry.migration && entry.migration->provenance ? entry.migration->service : std::string();
}

std::string shown(const plan::Entry& entry) {
  if (entry.migration) return text::printable(file_name(*entry.migration));
  if (!entry.row || entry.row->name.empty()) return text::printable(entry.version);
  return text::printable(entry.version + " " + entry.row->name);
}

}  // namespace migrate::amend
