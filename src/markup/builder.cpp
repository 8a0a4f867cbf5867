#include "markup/builder.hpp"

#include "markup/faults.hpp"

#include <algorithm>
#include <utility>

namespace migrate::markup {

bool Builder::open(Node::Kind kind, std::size_t begin) {
  if (open_.size() == depth_limit) {
    found_.push_back(too_deep(source_, {begin, begin + 1}));
    return false;
  }
  open_.emplace_back(kind, begin);
  return true;
}

void Builder::close(std::size_t end) {
  auto node = std::move(open_.back().node);
  open_.pop_back();
  node.span.end = std::max(end, node.span.end);
  place(std::move(node));
}

void Builder::key(std::string name, Span span) {
  auto& frame = open_.back();
  frame.has_key = true;
  const auto [known, added] = frame.keys.emplace(name, span);
  frame.dropped = !added;
  if (added) {
    auto& member = frame.node.members.emplace_back();
    member.key = std::move(name);
    member.key_span = span;
    member.value.span = {span.end, span.end};
  } else {
    found_.push_back(duplicate_key(source_, name, known->second, span));
  }
}

void Builder::scalar(Scalar scalar) {
  Node node;
  node.kind = scalar.kind;
  node.text = std::move(scalar.text);
  node.quoted = scalar.quoted;
  node.span = scalar.span;
  place(std::move(node));
}

bool Builder::wants_key() const {
  return !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().has_key;
}

void Builder::place(Node node) {
  if (open_.empty()) {
    root_ = std::move(node);
    return;
  }
  auto& frame = open_.back();
  frame.node.span.end = std::max(frame.node.span.end, node.span.end);
  if (frame.node.kind == Node::Kind::list) {
    frame.node.items.push_back(std::move(node));
    return;
  }
  if (!frame.dropped) frame.node.members.back().value = std::move(node);
  frame.has_key = false;
}

Node Builder::take() {
  while (!open_.empty()) close(0);
  return std::move(root_);
}

}  // namespace migrate::markup
