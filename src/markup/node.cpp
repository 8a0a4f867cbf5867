#include <migrate/markup.hpp>

#include <algorithm>

namespace migrate::markup {

const Node* Node::find(std::string_view key) const {
  const auto it = std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.key == key; });
  return it == members.end() ? nullptr : &it->value;
}

Node map(std::vector<std::pair<std::string, Node>> members) {
  Node node{.kind = Node::Kind::map};
  node.members.reserve(members.size());
  for (auto& [key, value] : members) add(node, std::move(key), std::move(value));
  return node;
}

Node list(std::vector<Node> items) {
  return {.kind = Node::Kind::list, .items = std::move(items)};
}

Node text(std::string value) {
  return {.kind = Node::Kind::text, .text = std::move(value), .quoted = true};
}

Node number(long long value) {
  return {.kind = Node::Kind::number, .text = std::to_string(value)};
}

Node boolean(bool value) {
  return {.kind = Node::Kind::boolean, .text = value ? "true" : "false"};
}

Node null() {
  return {};
}

void add(Node& map, std::string key, Node value) {
  map.members.push_back({.key = std::move(key), .key_span = {}, .value = std::move(value)});
}

}  // namespace migrate::markup
