#include <migrate/hash.hpp>
#include <migrate/markup.hpp>
#include <migrate/plan.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::plan {

namespace {

using markup::Node;

constexpr std::string_view kind = "migrate plan";
constexpr std::string_view schema = "1";

Node text_or_null(const std::string& text) {
  return text.empty() ? markup::null() : markup::text(text);
}

Node list_of(const std::vector<std::string>& texts) {
  std::vector<Node> items;
  for (const auto& text : texts) items.push_back(markup::text(text));
  return markup::list(std::move(items));
}

std::string text_of(const Node& map, std::string_view key) {
  const auto* value = map.find(key);
  return value != nullptr && value->kind == Node::Kind::text ? value->text : std::string();
}

const std::vector<Node>& items_of(const Node& map, std::string_view key) {
  static const std::vector<Node> none;
  const auto* value = map.find(key);
  return value != nullptr ? value->items : none;
}

Diagnostic no_plan(const SourceRef& source, std::string why) {
  return {.code = "M0643",
          .message = fmt::format("`{}` is no plan that can be applied", text::printable(source->name)),
          .labels = {},
          .notes = {std::move(why)},
          .helps = {"`migrate plan --out FILE` writes one"}};
}

/// A file of the plan is known by its version and its bytes: without either it would be let through unseen.
bool is_complete(const Saved& saved) {
  for (const auto& file : saved.migrations) {
    if (file.version.empty() || file.checksum.empty()) return false;
  }
  return !saved.database.name.empty() && !saved.database.address.empty();
}

}  // namespace

Saved save(const Plan& plan, const Selection& selection, Saved::Database database, std::string made) {
  Saved saved{.database = std::move(database),
              .made = std::move(made),
              .selection = selection,
              .history = plan.recorded,
              .migrations = {}};
  for (const auto* entry : plan.pending()) {
    Saved::File file{.version = entry->version,
                     .path = entry->migration->path,
                     .checksum = hash::sha256(text::normalise(entry->migration->source->text))};
    for (const auto& planned : entry->statements) file.statements.push_back(planned.meaning.summary);
    saved.migrations.push_back(std::move(file));
  }
  return saved;
}

std::string print(const Saved& saved) {
  std::vector<Node> migrations;
  for (const auto& file : saved.migrations) {
    migrations.push_back(markup::map({{"version", markup::text(file.version)},
                                      {"file", markup::text(file.path)},
                                      {"sha256", markup::text(file.checksum)},
                                      {"statements", list_of(file.statements)}}));
  }
  const auto& database = saved.database;
  return markup::print_json(
             markup::map({{"schema", markup::number(1)},
                          {"kind", markup::text(std::string(kind))},
                          {"made", markup::text(saved.made)},
                          {"tool", markup::text(MIGRATE_VERSION)},
                          {"database", markup::map({{"target", text_or_null(database.target)},
                                                    {"address", markup::text(database.address)},
                                                    {"project", text_or_null(database.project)},
                                                    {"name", markup::text(database.name)}})},
                          {"selection", markup::map({{"to", text_or_null(saved.selection.to)},
                                                     {"service", text_or_null(saved.selection.service)}})},
                          {"history", list_of(saved.history)},
                          {"migrations", markup::list(std::move(migrations))}})) +
         "\n";
}

Result<Saved> read_saved(const SourceRef& source) {
  const auto parsed = markup::parse_json(source);
  if (!parsed.diagnostics.empty()) return fail(no_plan(source, parsed.diagnostics.front().message));
  const auto& root = parsed.root;
  if (text_of(root, "kind") != kind) return fail(no_plan(source, "it does not say `\"kind\": \"migrate plan\"`"));
  const auto* version = root.find("schema");
  if (version == nullptr || version->text != schema)
    return fail(
        no_plan(source, fmt::format("its `schema` is not {}, the one that migrate " MIGRATE_VERSION " reads", schema)));
  const Node none;
  const auto part = [&](std::string_view key) -> const Node& {
    const auto* found = root.find(key);
    return found != nullptr ? *found : none;
  };
  Saved saved{.database = {.target = text_of(part("database"), "target"),
                           .address = text_of(part("database"), "address"),
                           .project = text_of(part("database"), "project"),
                           .name = text_of(part("database"), "name")},
              .made = text_of(root, "made"),
              .selection = {.to = text_of(part("selection"), "to"), .service = text_of(part("selection"), "service")},
              .history = {},
              .migrations = {}};
  for (const auto& item : items_of(root, "history")) saved.history.push_back(item.text);
  for (const auto& item : items_of(root, "migrations"))
    saved.migrations.push_back(
        {.version = text_of(item, "version"), .path = text_of(item, "file"), .checksum = text_of(item, "sha256")});
  if (!is_complete(saved)) return fail(no_plan(source, "it lacks a part"));
  return saved;
}

}  // namespace migrate::plan
