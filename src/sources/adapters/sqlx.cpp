#include "sources/sqlx.hpp"
#include "sources/folder_choice.hpp"
#include "sources/paths.hpp"
#include "sources/source_file.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace migrate::sources {

namespace {

constexpr std::string_view aliases[] = {"sqlx-cli", "rust-sqlx"};
constexpr std::string_view folders[] = {"migrations", "db/migrations", "src/migrations"};
constexpr std::string_view marks[] = {"sqlx.toml", "sqlx-data.json", ".sqlx/query-*.json",
                                      "Cargo.toml & migrations/*.sql"};
constexpr std::string_view ledger_columns[] = {"version", "description", "success", "checksum"};
constexpr std::string_view no_transaction = "-- no-transaction";

bool reads(std::string_view path) {
  return path.ends_with(".sql") || migrate::name_of(path) == "sqlx.toml";
}

std::string find_folder(const FileTree& tree, const Service& service, const sqlx::Settings& settings,
                        std::vector<Diagnostic>& diagnostics) {
  if (!service.migrations.empty()) return service.migrations;
  if (settings.folder.empty()) return the_only_one(*find("sqlx"), service, tree, {}, diagnostics);
  return configured(tree, service, settings.folder_place, service.folder, settings.folder, diagnostics);
}

/// The files of one version.
struct Version {
  std::vector<const FileTree::File*> ups;  ///< the simple ones, too
  const FileTree::File* down = nullptr;
  std::string_view stem;
};

void sort_in(const FileTree::File& file, std::map<long long, Version>& versions, std::vector<Diagnostic>& diagnostics) {
  const auto file_name = migrate::name_of(file.path);
  const auto name = sqlx::read_name(file_name);
  if (!name) {
    diagnostics.push_back({.code = "M0214",
                           .severity = Severity::note,
                           .message = fmt::format("`{}` is not collected: SQLx ignores it", text::printable(file.path)),
                           .notes = {"a migration's name is `VERSION_description.sql`"}});
    return;
  }
  auto digits = name->version;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  long long number = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc() || stopped != end) {
    diagnostics.push_back({.code = "M0212",
                           .message = fmt::format("the version of `{}` is no whole number", text::printable(file.path)),
                           .labels = {head_of(file, fmt::format("`{}` stands where SQLx expects a number",
                                                                text::printable(name->version)))},
                           .helps = {"give the file a number, or move it out of the folder: SQLx itself stops here"}});
    return;
  }
  auto& version = versions[number];
  if (name->kind == sqlx::FileName::Kind::down) {
    version.down = &file;
    return;
  }
  version.ups.push_back(&file);
  version.stem = name->stem;
}

bool is_whole(long long number, const Version& version, std::vector<Diagnostic>& diagnostics) {
  if (version.ups.size() == 1) return true;
  if (version.ups.empty()) {
    diagnostics.push_back(
        {.code = "M0218",
         .severity = Severity::warning,
         .message = fmt::format("`{}` has no `.up.sql` beside it", text::printable(version.down->path)),
         .labels = {head_of(*version.down, "only a way back")}});
    return false;
  }
  Diagnostic twice{.code = "M0207",
                   .message = fmt::format("{} migrations of SQLx have the version {}", version.ups.size(), number),
                   .helps = {"give one of them another number"}};
  for (const auto* file : version.ups) twice.labels.push_back(head_of(*file, "one of them"));
  diagnostics.push_back(std::move(twice));
  return false;
}

/// A licence or a byte order mark above the directive switches it off without a word.
void check_directive(const FileTree::File& file, std::vector<Diagnostic>& remarks) {
  const auto& text = file.source->text;
  const auto at = text.find(no_transaction);
  if (at == 0 || at == std::string::npos) return;
  if (text.find_first_not_of(" \t\r\n", text.rfind('\n', at) + 1) != at && text.compare(0, 3, "\xEF\xBB\xBF") != 0)
    return;
  const auto before = std::string_view(text).substr(0, at);
  for (auto rest = before; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    const auto content = line.find_first_not_of(" \t\r\xEF\xBB\xBF");
    if (content != std::string_view::npos && line.compare(content, 2, "--") != 0) return;
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  remarks.push_back({.code = "M0219",
                     .severity = Severity::warning,
                     .message = fmt::format("`{}` runs in a transaction", text::printable(file.path)),
                     .labels = {{.source = file.source,
                                 .span = {at, at + no_transaction.size()},
                                 .text = "SQLx obeys this as the first bytes of the file only"}},
                     .helps = {"move it to the very beginning of the file"}});
}

SourceMigration read_version(long long number, const Version& version, const sqlx::Settings& settings) {
  const auto& file = *version.ups.front();
  auto migration = read_sql(file);
  check_directive(file, migration.remarks);
  auto description = std::string(version.stem);
  std::replace(description.begin(), description.end(), '_', ' ');
  migration.id = std::to_string(number);
  migration.name = version.stem;
  if (version.down != nullptr) migration.down = version.down->source->text;
  if (file.source->text.starts_with(no_transaction)) migration.mode = TransactionMode::outside;
  migration.ledger = {{"version", migration.id},
                      {"description", std::move(description)},
                      {"checksum", sqlx::checksum(file.source->text, settings.ignored)}};
  return migration;
}

Discovery discover(const FileTree& tree, const Service& service) {
  Discovery found;
  const auto settings = sqlx::read_settings(tree, service, found.diagnostics);
  found.ledger_table = settings.table;
  found.folder = find_folder(tree, service, settings, found.diagnostics);
  if (found.folder.empty()) return found;
  std::map<long long, Version> versions;
  for (const auto* file : files_in(tree, found.folder)) {
    if (file->path.ends_with(".sql")) sort_in(*file, versions, found.diagnostics);
  }
  for (const auto& [number, version] : versions) {
    if (!is_whole(number, version, found.diagnostics)) continue;
    found.migrations.push_back(read_version(number, version, settings));
  }
  return found;
}

}  // namespace

extern const Adapter sqlx_adapter;
const Adapter sqlx_adapter = {.orm = "sqlx",
                              .aliases = aliases,
                              .folders = folders,
                              .marks = marks,
                              .reads = reads,
                              .discover = discover,
                              .ledger = sqlx::ledger,
                              .audit = sqlx::audit,
                              .ledger_columns = ledger_columns,
                              .take_back = sqlx::take_back};

}  // namespace migrate::sources
