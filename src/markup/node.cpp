#include <migrate/markup.hpp>

#include <algorithm>

namespace migrate::markup {

const Node* Node::find(std::string_view key) const {
  const auto it = std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == key; });
  return it == members.end() ? nullptr : &it->value;
}

namespace {

Node scalar(Node::Kind kind, std::string text) {
  Node node;
  node.kind = kind;
  node.text = std::move(text);
  node.quoted = kind == Node::Kind::text;
  return node;
}

}  // namespace

Node map(std::vector<std::pair<std::string, Node>> members) {
  Node node = scalar(Node::Kind::map, {});
  node.members.reserve(members.size());
  for (auto& [key, value] : members) add(node, std::move(key), std::move(value));
  return node;
}

Node list(std::vector<Node> items) {
  Node node = scalar(Node::Kind::list, {});
  node.items = std::move(items);
  return node;
}

Node text(std::string value) {
  return scalar(Node::Kind::text, std::move(value));
}

Node number(long long value) {
  return scalar(Node::Kind::number, std::to_string(value));
}

Node boolean(bool value) {
  return scalar(Node::Kind::boolean, value ? "true" : "false");
}

Node null() {
  return {};
}

void add(Node& map, std::string key, Node value) {
  map.members.push_back({.key = std::move(key), .key_span = {}, .value = std::move(value)});
}

}  // namespace migrate::markup
