#include "sources/alembic.hpp"
#include "sources/alembic_ini.hpp"
#include "sources/alembic_python.hpp"
#include "sources/paths.hpp"
#include "sources/source_file.hpp"
#include "sources/table_name.hpp"

#include <migrate/markup.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace migrate::sources::alembic {

namespace {

/// The settings that decide where revisions lie, from either kind of config.
struct Settings {
  std::string script;
  std::vector<std::string> versions;
  bool recursive = false;
  Label place;           ///< of `script_location`
  Label versions_place;  ///< of `version_locations`, where it is given
};

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// What `version_path_separator` (`path_separator` from 1.16 on) divides folders by.
std::string_view separators_of(std::string_view setting) {
  const auto word = setting.substr(0, setting.find_first_of(" \t\n"));
  if (word == "os" || word == ":") return ":\n";
  if (word == ";") return ";\n";
  if (word == "newline") return "\n";
  return word == "space" ? " \n" : ", \n";
}

// An absolute `here` would leave the workspace: paths of a tree are relative, and the config's folder is where we
// start.
constexpr std::string_view here = ".";

std::optional<Settings> read_ini(const FileTree::File& file, std::vector<Diagnostic>& diagnostics) {
  const auto section = ini::read_section(file.source->text, "alembic");
  for (const auto& fault : section.faults) {
    diagnostics.push_back(
        {.code = "M0248",
         .message = fmt::format("a line of {} is not understood", text::printable(file.path)),
         .labels = {{.source = file.source, .span = fault, .text = "neither `key = value` nor a section"}}});
  }
  const auto script = ini::value_of(section, "script_location", here);
  if (!script) return std::nullopt;
  auto separator = ini::value_of(section, "path_separator", here);
  if (!separator) separator = ini::value_of(section, "version_path_separator", here);
  const auto versions = ini::value_of(section, "version_locations", here);
  const auto recursive = ini::value_of(section, "recursive_version_locations", here);
  return Settings{
      .script = script->value,
      .versions = versions ? split(versions->value, separators_of(separator ? separator->value : ""))
                           : std::vector<std::string>{},
      .recursive = recursive && recursive->value == "true",
      .place = {.source = file.source, .span = script->span, .text = ""},
      .versions_place = {.source = file.source, .span = versions ? versions->span : script->span, .text = ""}};
}

std::string without_here(std::string text) {
  for (auto at = text.find("%(here)s"); at != std::string::npos; at = text.find("%(here)s")) text.replace(at, 8, here);
  return text;
}

std::optional<Settings> read_toml(const FileTree::File& file) {
  if (file.source->text.find("tool.alembic") == std::string::npos) return std::nullopt;
  // Faults of this file are its other readers' business.
  const auto parsed = markup::parse_toml(file.source);
  const auto* tool = parsed.root.find("tool");
  const auto* table = tool == nullptr ? nullptr : tool->find("alembic");
  const auto* script = table == nullptr ? nullptr : table->find("script_location");
  if (script == nullptr) return std::nullopt;
  Settings settings{.script = without_here(script->text),
                    .versions = {},
                    .place = {.source = file.source, .span = script->span, .text = ""},
                    .versions_place = {}};
  if (const auto* versions = table->find("version_locations")) {
    settings.versions_place = {.source = file.source, .span = versions->span, .text = ""};
    for (const auto& item : versions->items) settings.versions.push_back(without_here(item.text));
  }
  const auto* recursive = table->find("recursive_version_locations");
  settings.recursive = recursive != nullptr && recursive->text == "true";
  return settings;
}

/// `app.db:migrations` is the folder `migrations` of a package.
std::string unpackaged(std::string location) {
  const auto colon = location.find(':');
  if (colon == std::string::npos) return location;
  std::replace(location.begin(), location.begin() + static_cast<std::ptrdiff_t>(colon), '.', '/');
  location[colon] = '/';
  return location;
}

/// `location` as seen from the config's folder, or from `src` of it; nothing where it does not exist.
std::optional<std::string> existing(const FileTree& tree, std::string_view folder, const std::string& location) {
  for (const auto& from : {std::string(folder), join(folder, "src")}) {
    const auto path = resolve(from, unpackaged(location));
    if (path && (tree.has_folder(*path) || !tree.under(*path).empty())) return path;
  }
  return std::nullopt;
}

Diagnostic not_there(const Settings& settings, std::string_view location) {
  auto label = settings.place;
  label.text = "is said here";
  return {.code = "M0247",
          .message = fmt::format("there is no folder `{}`", text::printable(location)),
          .labels = {std::move(label)},
          .notes = {"seen from the folder of this file, inside the workspace"}};
}

Place resolved(const FileTree& tree, const FileTree::File& config, const Settings& settings,
               std::vector<Diagnostic>& diagnostics) {
  Place place{.config = config.path, .script = "", .versions = {}, .recursive = settings.recursive};
  const auto folder = migrate::folder_of(config.path);
  const auto script = existing(tree, folder, settings.script);
  if (script) place.script = *script;
  if (settings.versions.empty()) {
    if (script)
      place.versions.push_back(join(*script, "versions"));
    else
      diagnostics.push_back(not_there(settings, settings.script));
  }
  for (const auto& location : settings.versions) {
    const auto versions = existing(tree, folder, location);
    if (versions)
      place.versions.push_back(*versions);
    else
      diagnostics.push_back(not_there(settings, location));
  }
  return place;
}

/// The configs that may be this service's, the least deep first; alembic.ini before pyproject.toml, as Alembic has it.
std::vector<const FileTree::File*> configs(const FileTree& tree, const Service& service, std::string_view name) {
  std::vector<const FileTree::File*> found;
  for (const auto& file : tree.files) {
    if (migrate::name_of(file.path) != name) continue;
    const auto folder = migrate::folder_of(file.path);
    const bool above = !service.migrations.empty() && lies_in(folder, service.migrations);
    if (lies_in(service.folder, file.path) || above) found.push_back(&file);
  }
  std::stable_sort(found.begin(), found.end(), [](const FileTree::File* a, const FileTree::File* b) {
    return std::count(a->path.begin(), a->path.end(), '/') < std::count(b->path.begin(), b->path.end(), '/');
  });
  return found;
}

bool holds(const Place& place, std::string_view migrations) {
  if (migrations.empty() || place.script == migrations) return true;
  return std::any_of(place.versions.begin(), place.versions.end(),
                     [&](const std::string& folder) { return lies_in(migrations, folder); });
}

std::optional<Place> from_configs(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics) {
  for (const auto* name : {"alembic.ini", "pyproject.toml"}) {
    for (const auto* file : configs(tree, service, name)) {
      std::vector<Diagnostic> found;
      const auto settings = file->path.ends_with(".ini") ? read_ini(*file, found) : read_toml(*file);
      if (!settings) continue;
      auto place = resolved(tree, *file, *settings, found);
      if (!holds(place, service.migrations)) continue;
      check_read(tree, service, place, settings->versions.empty() ? settings->place : settings->versions_place, found);
      append(diagnostics, std::move(found));
      return place;
    }
  }
  return std::nullopt;
}

/// A folder named by the workspace's config, or a usual one: with or without `versions` at its end.
std::optional<Place> from_folder(const FileTree& tree, const std::string& folder) {
  for (const auto& versions : {join(folder, "versions"), folder}) {
    if (!tree.has_folder(versions) && tree.under(versions).empty()) continue;
    const bool own = migrate::name_of(versions) == "versions";
    return Place{
        .config = "", .script = own ? std::string(migrate::folder_of(versions)) : versions, .versions = {versions}};
  }
  return std::nullopt;
}

}  // namespace

Place find_place(const FileTree& tree, const Service& service, std::vector<Diagnostic>& diagnostics) {
  if (auto place = from_configs(tree, service, diagnostics)) return *place;
  if (!service.migrations.empty()) {
    if (auto place = from_folder(tree, service.migrations)) return *place;
  } else {
    for (const auto* usual : {"alembic", "migrations"}) {
      if (auto place = from_folder(tree, join(service.folder, usual))) return *place;
    }
  }
  diagnostics.push_back(
      {.code = "M0247",
       .message = fmt::format("no versions folder of Alembic was found for `{}`", text::printable(service.name)),
       .labels = {service.place},
       .notes = {},
       .helps = {"name it in the workspace's config: `migrations: alembic/versions`"}});
  return {};
}

namespace {

/// The literal behind an argument of `context.configure`, or behind the module's name that it is given by.
std::optional<python::Literal> configured(const std::vector<python::Token>& tokens, std::string_view name) {
  auto literal = python::argument(tokens, "configure", name);
  if (!literal || literal->is_literal || literal->name.empty()) return literal;
  const auto behind = python::assigned(tokens, literal->name);
  return behind && behind->is_literal ? behind : literal;
}

}  // namespace

std::string version_table(const FileTree& tree, const Place& place, std::vector<Diagnostic>& diagnostics) {
  TableName name{.schema = "", .table = std::string(usual_table)};
  const auto* file = tree.find(join(place.script, "env.py"));
  if (file == nullptr) return format_table(name);
  const auto tokens = python::tokenize(file->source->text).tokens;
  const auto read = [&](std::string_view key, std::string& into) {
    const auto literal = configured(tokens, key);
    if (!literal) return;
    if (literal->is_literal && literal->values.size() <= 1) {
      if (!literal->values.empty()) into = literal->values.front();
      return;
    }
    diagnostics.push_back({.code = "M0255",
                           .severity = Severity::warning,
                           .message = fmt::format("`{}` of Alembic is not a literal", key),
                           .labels = {{.source = file->source, .span = literal->span, .text = "env.py is not run"}},
                           .notes = {fmt::format("`{}` is used instead", format_table(name))},
                           .helps = {"write the name out, or set `ledger: off` for this service"}});
  };
  read("version_table_schema", name.schema);
  read("version_table", name.table);
  return format_table(name);
}

}  // namespace migrate::sources::alembic
