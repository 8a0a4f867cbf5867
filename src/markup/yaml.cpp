// The only file that knows yaml-cpp.
#include "markup/builder.hpp"
#include "markup/faults.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>
#include <migrate/markup.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <sstream>

namespace migrate::markup {

namespace {

/// Thrown through yaml-cpp to end its reading; what is wrong was noted before.
struct Stop {};

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// A decimal number in its one canonical form. `00100`, `0x10`, `1_000` and `.5` are text.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  if (!all_digits(whole) || (whole.size() > 1 && whole.front() == '0')) return false;
  return point == std::string_view::npos || all_digits(text.substr(point + 1));
}

/// Where a quoted scalar that begins at `begin` ends: its closing quote. yaml-cpp accepts a `'` that is never closed.
std::size_t closing_quote(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (auto at = begin + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      const bool doubled = quote == '\'' && text.substr(at + 1).starts_with('\'');
      if (!doubled) return at;
      ++at;
    }
  }
  return std::string_view::npos;
}

/// What an anchor stands for: the events of its node, given again at each alias.
struct Event {
  enum class Kind { scalar, open, close };
  Kind kind = Kind::scalar;
  Scalar scalar = {};
  Node::Kind node = Node::Kind::map;
  std::size_t begin = 0;
};

/// Ten lines of aliases can stand for a thousand million nodes.
constexpr std::size_t most_events = 100'000;

class Handler : public YAML::EventHandler {
 public:
  Handler(const SourceRef& source, Body body, Aliases aliases, std::vector<Diagnostic>& found)
      : builder(source, found), source_(source), body_(body), aliases_(aliases), found_(found) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ == 0) return;
    found_.push_back(not_supported(source_, "more than one document", word(mark)));
    throw Stop();
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(mark, "?", anchor);
    const auto at = byte(mark);
    auto span = Span{at, at};
    for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
      if (body_.text.substr(at).starts_with(word)) span.end = at + word.size();
    }
    // Of a value that is left out yaml-cpp gives the next token, perhaps lines below: the colon is its place.
    if (span.begin == span.end) {
      const auto before = body_.text.substr(0, at).find_last_not_of(" \t\r\n");
      if (before != std::string_view::npos && body_.text[before] == ':') span = {before, before + 1};
    }
    if (builder.wants_key() && span.begin == span.end) {
      found_.push_back(not_supported(source_, "an empty key", absolute({at, at + 1})));
    }
    put({.kind = Node::Kind::null, .text = std::string(slice(span)), .span = absolute(span)}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (aliases_ == Aliases::resolved) return again(anchor);
    found_.push_back(not_supported(source_, "an alias", word(mark)));
    put({.kind = Node::Kind::null, .text = std::string(slice(word(mark))), .span = word(mark)});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    const bool quoted = tag == "!";
    if (!quoted && value == "<<" && builder.wants_key() && aliases_ == Aliases::forbidden) {
      found_.push_back(not_supported(source_, "a merge key", word(mark)));
    }
    put({.kind = quoted ? Node::Kind::text : kind_of(value),
         .text = value,
         .quoted = quoted,
         .span = absolute(extent(byte(mark), value))},
        anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  void syntax(const YAML::ParserException& error) {
    auto seen = error.msg;
    if (seen == "end of map flow not found") seen = "a `}` that closes an earlier `{` is missing before this";
    if (seen == "end of sequence flow not found") seen = "a `]` that closes an earlier `[` is missing before this";
    if (const auto at = seen.find("illegal"); at != std::string::npos) seen.replace(at, 7, "unexpected");
    const auto at = error.mark.is_null() ? body_.text.size() : byte(error.mark);
    found_.push_back(syntax_error(source_, "YAML", absolute({at, std::min(at + 1, body_.text.size())}), seen));
  }

  Builder builder;

 private:
  static Node::Kind kind_of(std::string_view plain) {
    if (plain == "true" || plain == "false") return Node::Kind::boolean;
    return is_number(plain) ? Node::Kind::number : Node::Kind::text;
  }

  [[nodiscard]] std::size_t byte(const YAML::Mark& mark) const {
    return std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), body_.text.size());
  }
  [[nodiscard]] Span absolute(Span span) const { return {span.begin + body_.offset, span.end + body_.offset}; }
  [[nodiscard]] std::string_view slice(Span span) const { return body_.text.substr(span.begin, span.end - span.begin); }

  /// The word at `mark`, up to the next blank.
  [[nodiscard]] Span word(const YAML::Mark& mark) const {
    const auto begin = byte(mark);
    const auto end = body_.text.find_first_of(" \t\r\n,]}:", begin);
    return absolute({begin, std::max(begin, std::min(end, body_.text.size()))});
  }

  /// The text of a scalar without its quotes; of one that spans lines, its first line.
  [[nodiscard]] Span extent(std::size_t begin, std::string_view value) {
    const auto text = body_.text;
    if (begin < text.size() && (text[begin] == '\'' || text[begin] == '"')) {
      const auto end = closing_quote(text, begin);
      if (end != std::string_view::npos) return {begin + 1, end};
      found_.push_back(syntax_error(source_, "YAML", absolute({begin, begin + 1}), "this quote is never closed"));
      throw Stop();
    }
    if (text.substr(begin).starts_with(value)) return {begin, begin + value.size()};
    return {begin, std::min(text.find_first_of("\r\n", begin), text.size())};
  }

  void check(const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor) {
    if (aliases_ == Aliases::resolved) return;
    if (anchor != 0) found_.push_back(not_supported(source_, "an anchor", word(mark)));
    const bool bare = byte(mark) < body_.text.size() && body_.text[byte(mark)] == '!';
    if (bare || (!tag.empty() && tag != "?" && tag != "!")) {
      found_.push_back(not_supported(source_, "a tag", word(mark)));
    }
  }

  void open(Node::Kind kind, const YAML::Mark& mark, std::string_view tag, YAML::anchor_t anchor) {
    check(mark, tag, anchor);
    if (builder.wants_key()) {
      found_.push_back(not_supported(source_, "a key that is no text", word(mark)));
      throw Stop();
    }
    Event event{.kind = Event::Kind::open, .scalar = {}, .node = kind, .begin = absolute({byte(mark), 0}).begin};
    if (anchor != 0 && aliases_ == Aliases::resolved)
      recording_.push_back({.anchor = anchor, .depth = 0, .events = {}});
    give(std::move(event));
  }

  void close() { give({.kind = Event::Kind::close, .scalar = {}}); }

  void put(Scalar scalar, YAML::anchor_t anchor = 0) {
    Event event{.kind = Event::Kind::scalar, .scalar = std::move(scalar)};
    if (anchor != 0 && aliases_ == Aliases::resolved) anchors_[anchor] = {event};
    give(std::move(event));
  }

  /// The events of an anchor once more. One inside of its own node has none yet.
  void again(YAML::anchor_t anchor) {
    const auto events = anchors_[anchor];
    if (events.empty()) return put({.kind = Node::Kind::null});
    for (const auto& event : events) give(event);
  }

  void give(Event event) {
    if (++events_ > most_events) throw Stop();
    for (auto& one : recording_) {
      one.events.push_back(event);
      if (event.kind == Event::Kind::open) ++one.depth;
      if (event.kind == Event::Kind::close) --one.depth;
    }
    std::erase_if(recording_, [&](Recording& one) {
      if (one.depth == 0) anchors_[one.anchor] = std::move(one.events);
      return one.depth == 0;
    });
    build(std::move(event));
  }

  void build(Event event) {
    if (event.kind == Event::Kind::close) return builder.close(0);
    if (event.kind == Event::Kind::open) {
      if (builder.wants_key() || !builder.open(event.node, event.begin)) throw Stop();
      return;
    }
    auto& scalar = event.scalar;
    if (builder.wants_key()) {
      builder.key(std::move(scalar.text), scalar.span);
      return;
    }
    if (scalar.kind == Node::Kind::null) scalar.text.clear();
    builder.scalar(std::move(scalar));
  }

  /// An anchored map or list that is open.
  struct Recording {
    YAML::anchor_t anchor = 0;
    int depth = 0;
    std::vector<Event> events;
  };

  SourceRef source_;
  Body body_;
  Aliases aliases_;
  std::vector<Diagnostic>& found_;
  int documents_ = 0;
  std::size_t events_ = 0;
  std::vector<Recording> recording_;
  std::map<YAML::anchor_t, std::vector<Event>> anchors_;
};

void take_members(Node& into, const Node& from) {
  for (const auto& member : from.members) {
    if (member.key != "<<" && into.find(member.key) == nullptr) into.members.push_back(member);
  }
}

/// `<<: *base` adds the members that a map does not have itself.
void merge(Node& node) {
  for (auto& item : node.items) merge(item);
  for (auto& member : node.members) merge(member.value);
  const auto* merged = node.find("<<");
  if (merged == nullptr) return;
  const auto base = *merged;
  take_members(node, base);
  for (const auto& item : base.items) take_members(node, item);
  std::erase_if(node.members, [](const Node::Member& member) { return member.key == "<<"; });
}

}  // namespace

Parsed parse_yaml(const SourceRef& source, Aliases aliases) {
  Parsed parsed;
  if (auto fault = unreadable(source, "YAML")) {
    parsed.diagnostics.push_back(std::move(*fault));
    return parsed;
  }
  const auto body = body_of(*source);
  Handler handler(source, body, aliases, parsed.diagnostics);
  try {
    std::istringstream stream{std::string(body.text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const Stop&) {
  } catch (const YAML::ParserException& error) {
    handler.syntax(error);
  }
  parsed.root = handler.builder.take();
  if (aliases == Aliases::resolved) merge(parsed.root);
  return parsed;
}

}  // namespace migrate::markup
