#pragma once

#include <migrate/markup.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace migrate::markup {

struct Scalar {
  Node::Kind kind = Node::Kind::null;
  std::string text = {};
  bool quoted = false;
  Span span = {};
};

/// Makes a tree of a parser's events; finds duplicate keys and depth. Of two members with one key the first stays.
class Builder {
 public:
  Builder(SourceRef source, std::vector<Diagnostic>& found) : source_(std::move(source)), found_(found) {}

  /// A map or list begins; false where it is too deep to go on.
  [[nodiscard]] bool open(Node::Kind kind, std::size_t begin);
  void close(std::size_t end);
  void key(std::string name, Span span);
  void scalar(Scalar scalar);

  /// The innermost open node is a map that waits for a key.
  [[nodiscard]] bool wants_key() const;
  /// The root; nodes that are still open (after a syntax error) are closed as they are.
  [[nodiscard]] Node take();

 private:
  struct Frame {
    explicit Frame(Node::Kind kind, std::size_t begin) {
      node.kind = kind;
      node.span = {begin, begin};
    }
    Node node;
    std::unordered_map<std::string, Span> keys;
    bool has_key = false;
    bool dropped = false;  ///< the value of a duplicate key
  };
  void place(Node node);

  SourceRef source_;
  std::vector<Diagnostic>& found_;
  std::vector<Frame> open_;
  Node root_;
};

}  // namespace migrate::markup
