#include "sources/sqlx.hpp"
#include "sources/table_name.hpp"

#include <migrate/hash.hpp>
#include <migrate/markup.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

namespace migrate::sources::sqlx {

namespace {

using markup::Node;

void read_table(const Node& name, const FileTree::File& file, Settings& settings,
                std::vector<Diagnostic>& diagnostics) {
  const auto table = parse_table(name.text);
  if (table && name.kind == Node::Kind::text) {
    settings.table = format_table(*table);
    return;
  }
  diagnostics.push_back({.code = "M0217",
                         .message = fmt::format("`{}` is no name of a table", text::printable(name.text)),
                         .labels = {{.source = file.source, .span = name.span, .text = "`table` or `schema.table`"}}});
}

}  // namespace

Settings read_settings(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics) {
  Settings settings;
  const auto* file = tree.find(join(service.folder, "sqlx.toml"));
  if (file == nullptr) return settings;
  auto parsed = markup::parse_toml(file->source);
  append(diagnostics, std::move(parsed.diagnostics));
  const auto* section = parsed.root.find("migrate");
  if (section == nullptr) return settings;
  if (const auto* table = section->find("table-name")) read_table(*table, *file, settings, diagnostics);
  if (const auto* folder = section->find("migrations-dir"); folder != nullptr && folder->kind == Node::Kind::text) {
    settings.folder = folder->text;
    settings.folder_place = {.source = file->source, .span = folder->span, .text = {}};
  }
  if (const auto* ignored = section->find("ignored-chars")) {
    for (const auto& character : ignored->items) settings.ignored += character.text;
  }
  return settings;
}

std::optional<FileName> read_name(std::string_view name) {
  const auto underscore = name.find('_');
  if (underscore == std::string_view::npos || !name.ends_with(".sql")) return std::nullopt;
  FileName read{
      .version = name.substr(0, underscore), .stem = name.substr(underscore + 1), .kind = FileName::Kind::simple};
  if (read.stem.ends_with(".up.sql")) read.kind = FileName::Kind::up;
  if (read.stem.ends_with(".down.sql")) read.kind = FileName::Kind::down;
  const std::string_view ending = read.kind == FileName::Kind::up     ? ".up.sql"
                                  : read.kind == FileName::Kind::down ? ".down.sql"
                                                                      : ".sql";
  // Rust's trim_end_matches takes every repetition.
  while (read.stem.ends_with(ending)) read.stem.remove_suffix(ending.size());
  return read;
}

std::string checksum(std::string_view text, std::string_view ignored) {
  if (ignored.empty()) return hash::sha384(text);
  std::string kept;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 1;
    while (i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xC0) == 0x80) ++length;
    const auto character = text.substr(i, length);
    if (ignored.find(character) == std::string_view::npos) kept += character;
    i += length;
  }
  return hash::sha384(kept);
}

}  // namespace migrate::sources::sqlx
