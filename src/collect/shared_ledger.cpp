#include <migrate/shared_ledger.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace migrate::collect {

namespace {

/// What gives `label` a table of its own, in the words of the tool; `config` may be empty.
struct WayOut {
  std::string_view orm;
  std::string_view note;
  std::string_view help;  ///< {0}: the label, {1}: the service's folder
};
constexpr WayOut ways_out[] = {
    {.orm = "drizzle",
     .note = "drizzle looks at the newest row alone, and passes over what is older than the other's",
     .help =
         "in the drizzle.config.ts of {1}: `migrations: {{ table: '__drizzle_migrations_{0}' }}`, and where it calls "
         "`migrate()`: `migrationsTable: '__drizzle_migrations_{0}'`"},
    {.orm = "sqlx",
     .note = "SQLx refuses to start where the table holds a migration that it does not have",
     .help = "from SQLx 0.9 on, in {1}/sqlx.toml below `[migrate]`: `table-name = \"_sqlx_migrations_{0}\"`"},
    {.orm = "alembic",
     .note = "Alembic stops at a revision that it cannot locate",
     .help = "in the env.py of {1}, at each `context.configure(`: `version_table=\"alembic_version_{0}\"`"},
    {.orm = "prisma",
     .note = "Prisma has one table a schema, and takes the other's rows for migrations that are missing here",
     .help = "give {1} a schema of its own (`?schema={0}` in its URL), with `ledger: off` here"},
};

std::string without_public(const std::string& table) {
  return table.starts_with("public.") ? table.substr(7) : table;
}

bool is_kept(const Service& service, const sources::Discovery& found) {
  const auto* adapter = sources::find(service.orm);
  return service.ledger && adapter != nullptr && adapter->ledger != nullptr && !found.folder.empty() &&
         !found.ledger_table.empty();
}

Label labelled(const Service& service, std::string text) {
  auto label = service.place;
  label.text = std::move(text);
  return label;
}

std::string word_of(const Service& service) {
  return service.label.empty() ? "own" : service.label;
}

Diagnostic shared(const Service& first, const Service& second, const std::string& table) {
  Diagnostic found{.code = "M0654",
                   .message = fmt::format("`{}` and `{}` share the ledger `{}`", text::printable(first.name),
                                          text::printable(second.name), text::printable(table)),
                   .labels = {labelled(first, "keeps its rows there"), labelled(second, "and so does this one")},
                   .notes = {},
                   .helps = {}};
  const auto* way =
      std::find_if(std::begin(ways_out), std::end(ways_out), [&](const WayOut& one) { return one.orm == second.orm; });
  if (way != std::end(ways_out)) {
    const auto folder = second.folder.empty() ? std::string("the workspace") : text::printable(second.folder);
    found.notes.emplace_back(way->note);
    found.helps.push_back(fmt::format(fmt::runtime(way->help), word_of(second), folder));
  }
  found.helps.push_back(
      fmt::format("or `ledger: off` at one of them: its tool then keeps its own rows, and `apply` writes none"));
  return found;
}

}  // namespace

std::vector<Diagnostic> shared_ledgers(const Workspace& workspace, const std::vector<sources::Discovery>& discoveries) {
  std::vector<Diagnostic> found;
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < workspace.services.size() && i < discoveries.size(); ++i) {
    const auto& service = workspace.services[i];
    if (!is_kept(service, discoveries[i])) continue;
    const auto [known, is_new] = first.emplace(without_public(discoveries[i].ledger_table), i);
    // One folder for both is another mistake, and said as such.
    if (is_new || discoveries[known->second].folder == discoveries[i].folder) continue;
    found.push_back(shared(workspace.services[known->second], service, discoveries[i].ledger_table));
  }
  return found;
}

}  // namespace migrate::collect
