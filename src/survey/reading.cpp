#include "survey/reading.hpp"

#include "endpoint/parameters.hpp"

#include <migrate/file_tree.hpp>

namespace migrate::survey {

namespace {

/// The characters of the value behind `NAME=`.
Setting of_item(const SourceRef& file, const markup::Node& item) {
  const auto name = assigned_name(item.text);
  if (name.empty()) {
    return {.name = item.text,
            .value = Secret("${" + item.text + "}"),
            .place = {.source = file, .span = item.span, .text = {}}};
  }
  auto span = item.span;
  span.begin = std::min(span.begin + name.size() + 1, span.end);
  return {.name = std::string(name),
          .value = Secret(item.text.substr(name.size() + 1)),
          .place = {.source = file, .span = span, .text = {}}};
}

std::string quoted(std::string_view word) {
  if (word.find_first_of(" \t\n;|&'\"") == std::string_view::npos) return std::string(word);
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// "6543" of "${PORT:-6543}".
std::string_view plain_number(std::string_view port) {
  const auto fallback = port.rfind('-');
  if (port.starts_with('$') && fallback != std::string_view::npos) port.remove_prefix(fallback + 1);
  return port.substr(0, port.find_first_not_of("0123456789"));
}

}  // namespace

bool is_named(std::string_view path, std::string_view names) {
  return endpoint::matches(names, migrate::name_of(path));
}

std::vector<Setting> settings_of(const SourceRef& file, const markup::Node* node) {
  std::vector<Setting> all;
  if (node == nullptr) return all;
  for (const auto& member : node->members) {
    const auto* value = &member.value;
    // GitLab: `NAME: { value: …, description: … }`
    if (const auto* inner = value->find("value")) value = inner;
    const bool is_empty = value->kind == markup::Node::Kind::null;
    const bool is_scalar = value->kind != markup::Node::Kind::map && value->kind != markup::Node::Kind::list;
    if (!is_scalar) continue;
    all.push_back({.name = member.key,
                   .value = Secret(is_empty ? "${" + member.key + "}" : value->text),
                   .place = {.source = file, .span = is_empty ? member.key_span : value->span, .text = {}}});
  }
  for (const auto& item : node->items) {
    if (item.kind == markup::Node::Kind::text) all.push_back(of_item(file, item));
  }
  return all;
}

std::vector<const markup::Node*> texts_of(const markup::Node* node) {
  std::vector<const markup::Node*> all;
  if (node == nullptr) return all;
  if (node->kind == markup::Node::Kind::text) all.push_back(node);
  for (const auto& item : node->items) {
    const auto inner = texts_of(&item);
    all.insert(all.end(), inner.begin(), inner.end());
  }
  return all;
}

std::string script_of(const markup::Node& node) {
  if (node.kind != markup::Node::Kind::list) return node.text;
  std::string script;
  for (const auto& item : node.items) script += (script.empty() ? "" : " ") + quoted(item.text);
  return script;
}

std::vector<Setting> nearer(std::vector<Setting> before, const std::vector<Setting>& all) {
  before.insert(before.end(), all.begin(), all.end());
  return before;
}

void read_ports(const markup::Node& service, Facts& found) {
  const auto* image = service.find("image");
  const auto name = image == nullptr ? std::string_view() : std::string_view(image->text);
  const bool database = endpoint::matches("*postgres*|*postgis*|*timescale*|*pgvector*", name) &&
                        !endpoint::matches("*pgbouncer*|*pooler*|*pgcat*|*pgpool*|*odyssey*|*postgrest*", name);
  const auto* ports = service.find("ports");
  if (ports == nullptr) return;
  for (const auto& port : ports->items) {
    std::string_view outer;
    if (const auto* published = port.find("published")) {
      outer = plain_number(published->text);
    } else {
      const auto text = std::string_view(port.text);
      const auto colon = text.rfind(':');
      if (colon == std::string_view::npos) continue;
      const auto before = text.substr(0, colon);
      const auto brace = before.rfind("${");
      const auto other = brace == std::string_view::npos ? before.rfind(':') : brace - 1;
      outer = plain_number(other >= before.size() ? before : before.substr(other + 1));
    }
    found.ports.push_back({.port = std::string(outer), .database = database});
  }
}

}  // namespace migrate::survey
