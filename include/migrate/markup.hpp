#pragma once

#include <migrate/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// One strict reader for JSON, YAML and TOML: one kind of tree, each node with its place. Texts of numbers stay text
/// (`00100` is never octal). Rejected with a place: duplicate keys, anchors, aliases, tags, merge keys, further
/// documents, text after the root, depth above 64, invalid UTF-8.
namespace migrate::markup {

struct Node {
  enum class Kind { null, boolean, number, text, list, map };
  struct Member;
  Kind kind = Kind::null;
  std::string text = {};  ///< of a scalar, as written (booleans "true", "false"), unquoted and unescaped
  bool quoted = false;
  Span span = {};  ///< bytes of the source; of a scalar without its quotes
  std::vector<Node> items = {};
  std::vector<Member> members;  ///< in the order of the text

  [[nodiscard]] const Node* find(std::string_view key) const;  ///< of a map, else null
};
struct Node::Member {
  std::string key;
  Span key_span;
  Node value;
};

enum class Comments { forbidden, allowed };
/// `resolved`, for files of other programs: anchors, aliases and merge keys mean what YAML says, tags are passed over.
enum class Aliases { forbidden, resolved };

/// Every fault at once: the tree holds what could be read.
struct Parsed {
  Node root;
  std::vector<Diagnostic> diagnostics;
};
Parsed parse_json(const SourceRef& source, Comments comments = Comments::forbidden);
Parsed parse_yaml(const SourceRef& source, Aliases aliases = Aliases::forbidden);
Parsed parse_toml(const SourceRef& source);

/// Makers for output trees.
Node map(std::vector<std::pair<std::string, Node>> members);
Node list(std::vector<Node> items);
Node text(std::string value);
Node number(long long value);
Node boolean(bool value);
Node null();
/// `map` gets one more member.
void add(Node& map, std::string key, Node value);

/// JSON, members in their order; bytes that are not UTF-8 become U+FFFD.
enum class Layout { compact, indented };
std::string print_json(const Node& node, Layout layout = Layout::indented);

}  // namespace migrate::markup
