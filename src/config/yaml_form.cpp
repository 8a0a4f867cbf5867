#include "config/forms.hpp"
#include "config/ranges.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::config {

using markup::Node;

void read_python(Reader& reader, const Node& node, Entry& entry) {
  const auto what = fmt::format("`python` of `{}`", text::printable(entry.name.value));
  if (node.kind == Node::Kind::list) {
    for (const auto& item : node.items) {
      if (auto word = reader.text(item, what)) entry.python.push_back(std::move(word->value));
    }
    return;
  }
  const auto command = reader.text(node, what);
  if (!command) return;
  std::string word;
  for (const char c : command->value + ' ') {
    if (c != ' ' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      entry.python.push_back(std::move(word));
      word.clear();
    }
  }
}

void read_ledger(Reader& reader, const Node& node, Entry& entry) {
  if (node.text == "on" || node.text == "true") return;
  if (node.text == "off" || node.text == "false") {
    entry.ledger = false;
    return;
  }
  reader.error("M0005", fmt::format("`ledger` of `{}` takes `on` or `off`", text::printable(entry.name.value)),
               node.span, "neither of them");
}

namespace {

Entry read_service(Reader& reader, const Node::Member& member) {
  static constexpr std::string_view keys[] = {"orm",   "path",   "migrations", "label",
                                              "range", "ranges", "python",     "ledger"};
  Entry entry{.name = {.value = member.key, .span = member.key_span}};
  const auto name = text::printable(member.key);
  const auto& node = member.value;
  if (!reader.map(node, fmt::format("`{}`", name), "`orm`, `path` and `range`")) {
    entry.range_given = true;
    return entry;
  }
  reader.unknown_keys(node, keys, "a service");
  const auto text = [&](std::string_view key) -> std::optional<Text> {
    const auto* value = node.find(key);
    return value == nullptr ? std::nullopt : reader.text(*value, fmt::format("`{}` of `{}`", key, name));
  };
  if (const auto* orm = node.find("orm"); orm != nullptr && orm->kind != Node::Kind::null) entry.orm = text("orm");
  entry.path = text("path");
  entry.migrations = text("migrations");
  entry.label = text("label");
  if (const auto* range = node.find("range")) read_ranges(reader, *range, entry);
  if (const auto* ranges = node.find("ranges")) read_ranges(reader, *ranges, entry);
  if (const auto* python = node.find("python")) read_python(reader, *python, entry);
  if (const auto* ledger = node.find("ledger")) read_ledger(reader, *ledger, entry);
  return entry;
}

/// Without the key, a name that says it is enough.
bool read_protected(Reader& reader, const Node* node, const std::string& name) {
  if (node == nullptr) return lower(name) == "production" || lower(name) == "prod";
  if (node->text == "true" || node->text == "false") return node->text == "true";
  reader.error("M0005", fmt::format("`protected` of `{}` takes `true` or `false`", text::printable(name)), node->span,
               "neither of them");
  return true;
}

Target read_target(Reader& reader, const Node::Member& member) {
  static constexpr std::string_view keys[] = {"url", "env", "role", "protected"};
  const auto name = text::printable(member.key);
  Target target{.name = member.key, .url = {}, .variable = {}, .place = reader.label(member.key_span, {})};
  const auto& node = member.value;
  if (!reader.map(node, fmt::format("the target `{}`", name), "`url` or `env`")) return target;
  reader.unknown_keys(node, keys, "a target");
  if (const auto* role = node.find("role")) {
    if (auto value = reader.text(*role, fmt::format("`role` of `{}`", name))) target.role = std::move(value->value);
  }
  target.is_protected = read_protected(reader, node.find("protected"), member.key);
  const auto* url = node.find("url");
  const auto* variable = node.find("env");
  const std::size_t others = (node.find("role") != nullptr ? 1 : 0) + (node.find("protected") != nullptr ? 1 : 0);
  const bool misspelt = url == nullptr && variable == nullptr && node.members.size() > others;
  if (misspelt) return target;
  if ((url == nullptr) == (variable == nullptr)) {
    auto& found = reader.error("M0020", fmt::format("the target `{}` does not say where it is", name), member.key_span,
                               url == nullptr ? "neither `url` nor `env`" : "`url` and `env` are two places");
    found.helps.push_back(
        fmt::format("write `{}: {{ env: DIRECT_URL }}` or `{}: {{ url: \"${{DIRECT_URL}}\" }}`", name, name));
    return target;
  }
  const auto* given = url != nullptr ? url : variable;
  const auto value = reader.text(*given, fmt::format("`{}` of `{}`", url != nullptr ? "url" : "env", name));
  if (value) (url != nullptr ? target.url : target.variable) = value->value;
  return target;
}

}  // namespace

Written read_yaml(Reader& reader, const Node& root) {
  static constexpr std::string_view keys[] = {"services", "targets"};
  Written written;
  if (root.kind == Node::Kind::null || !reader.map(root, "migrate.yaml", "`services` and `targets`")) return written;
  reader.unknown_keys(root, keys, "migrate.yaml");
  if (const auto* services = root.find("services");
      services != nullptr && reader.map(*services, "`services`", "services by their names")) {
    for (const auto& member : services->members) written.entries.push_back(read_service(reader, member));
  }
  if (const auto* targets = root.find("targets"); targets != nullptr && targets->kind != Node::Kind::null &&
                                                  reader.map(*targets, "`targets`", "targets by their names")) {
    for (const auto& member : targets->members) written.targets.push_back(read_target(reader, member));
  }
  return written;
}

}  // namespace migrate::config
