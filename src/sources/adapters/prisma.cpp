#include "sources/folder_choice.hpp"
#include "sources/paths.hpp"
#include "sources/prisma.hpp"
#include "sources/source_file.hpp"
#include "sources/tool_config.hpp"

#include <migrate/markup.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::sources {

namespace {

constexpr std::string_view aliases[] = {"prisma-client", "@prisma/client"};
constexpr std::string_view folders[] = {"prisma/migrations", "prisma/schema/migrations", "migrations", "db/migrations",
                                        "src/prisma/migrations"};
constexpr std::string_view marks[] = {"schema.prisma", "prisma.config.*", "migration_lock.toml"};
constexpr std::string_view ledger_columns[] = {"id", "checksum", "finished_at", "migration_name", "rolled_back_at"};

bool is_config(std::string_view path) {
  return migrate::name_of(path).starts_with("prisma.config.");
}

bool reads(std::string_view path) {
  const auto name = migrate::name_of(path);
  // migration.json shows the format of Prisma 8.
  return name == "migration.sql" || name == "migration_lock.toml" || name == "migration.json" || is_config(path);
}

/// Folders below the service's that hold a lock file: a schema of several files keeps its migrations beside one of
/// them.
std::vector<std::string> locked_folders(const FileTree& tree, const Service& service) {
  std::vector<std::string> found;
  for (const auto& file : tree.under(service.folder)) {
    if (migrate::name_of(file.path) == "migration_lock.toml") found.emplace_back(migrate::folder_of(file.path));
  }
  return found;
}

std::string find_folder(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics) {
  if (!service.migrations.empty()) return service.migrations;
  for (const auto* file : files_in(tree, service.folder)) {
    if (!is_config(file->path)) continue;
    const auto path = property_in(without_comments(file->source->text), "migrations", "path");
    if (path.kind != Property::Kind::literal) continue;
    return configured(tree, service, {.source = file->source, .span = path.span, .text = {}}, service.folder, path.text,
                      diagnostics);
  }
  return the_only_one(*find("prisma"), service, tree, locked_folders(tree, service), diagnostics);
}

/// False, with errors, where the lock file says that these migrations are for another database.
bool check_lock(const FileTree& tree, Discovery& found) {
  const auto* file = tree.find(join(found.folder, "migration_lock.toml"));
  if (file == nullptr) return true;
  auto parsed = markup::parse_toml(file->source);
  const bool readable = !has_errors(parsed.diagnostics);
  append(found.diagnostics, std::move(parsed.diagnostics));
  if (!readable) return false;
  const auto* provider = parsed.root.find("provider");
  if (provider != nullptr && provider->text == "postgresql") return true;
  found.diagnostics.push_back(
      {.code = "M0203",
       .message = fmt::format("`{}` is for another database", text::printable(found.folder)),
       .labels = {provider == nullptr ? head_of(*file, "a `provider` is missing")
                                      : Label{.source = file->source,
                                              .span = provider->span,
                                              .text = "the provider must be `postgresql`"}},
       .helps = {"take the service out of the config: only migrations for Postgres are collected"}});
  return false;
}

/// Folders of the other format, of which one report tells enough.
void report_prisma_8(const FileTree& tree, const std::vector<std::string>& names, Discovery& found) {
  for (const auto& name : names) {
    const auto* file = tree.find(join(join(found.folder, name), "migration.json"));
    if (file == nullptr) continue;
    found.diagnostics.push_back(
        {.code = "M0213",
         .message = fmt::format("`{}` holds migrations in the format of Prisma 8", text::printable(found.folder)),
         .labels = {head_of(*file, "Prisma 5 to 7 write `migration.sql`")},
         .helps = {"generate the migrations with Prisma 7, or write their SQL as plain migrations: `migrate new`"}});
    return;
  }
}

void report_empty(const std::string& folder, Discovery& found) {
  found.diagnostics.push_back(
      {.code = "M0211",
       .severity = Severity::warning,
       .message = fmt::format("`{}` holds no migration.sql", text::printable(folder)),
       .notes = {"`prisma migrate deploy` stops at it with P3015"},
       .helps = {fmt::format("restore the file, or remove the folder: `rmdir '{}'`", text::printable(folder))}});
}

std::string_view without_ending(std::string_view name) {
  return name.ends_with(".sql") ? name.substr(0, name.size() - 4) : name;
}

Discovery discover(const FileTree& tree, const Service& service) {
  Discovery found;
  found.ledger_table = "_prisma_migrations";
  found.folder = find_folder(tree, service, found.diagnostics);
  if (found.folder.empty() || !check_lock(tree, found)) return found;
  // Byte order of the names: in the tree "a b/" stands before "a/".
  const auto names = folders_in(tree, found.folder);
  report_prisma_8(tree, names, found);
  for (const auto& name : names) {
    const auto folder = join(found.folder, name);
    const auto* file = tree.find(join(folder, "migration.sql"));
    if (file == nullptr) {
      if (tree.find(join(folder, "migration.json")) == nullptr) report_empty(folder, found);
      continue;
    }
    auto migration = read_sql(*file);
    migration.id = name;
    migration.name = without_number(without_ending(name));
    migration.ledger = {{"name", name}};
    found.migrations.push_back(std::move(migration));
  }
  return found;
}

}  // namespace

extern const Adapter prisma_adapter;
const Adapter prisma_adapter = {.orm = "prisma",
                                .aliases = aliases,
                                .folders = folders,
                                .marks = marks,
                                .reads = reads,
                                .discover = discover,
                                .ledger = prisma::ledger,
                                .audit = prisma::audit,
                                .ledger_columns = ledger_columns,
                                .take_back = prisma::take_back};

}  // namespace migrate::sources
