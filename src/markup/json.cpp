// The only file that knows nlohmann.
#include "markup/builder.hpp"
#include "markup/faults.hpp"

#include <migrate/markup.hpp>
#include <migrate/text.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>

namespace migrate::markup {

namespace {

/// Counts what the lexer has taken: nlohmann gives no positions on values.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at;
  std::size_t* taken;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    ++*taken;
    return *this;
  }
  CountingIterator operator++(int) {
    auto before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
};

bool in_number(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' || c == '+';
}

/// "syntax error while parsing value - unexpected ']'; expected …; last read: '…'" → "unexpected `]`; expected …"
std::string reason(std::string_view what) {
  if (const auto dash = what.find(" - "); dash != std::string_view::npos) what.remove_prefix(dash + 3);
  if (const auto last = what.find("; last read"); last != std::string_view::npos) what = what.substr(0, last);
  std::string out(what);
  std::replace(out.begin(), out.end(), '\'', '`');
  return out;
}

class Handler {
 public:
  Handler(const SourceRef& source, Body body, Comments comments, std::vector<Diagnostic>& found)
      : builder(source, found), source_(source), body_(body), comments_(comments), found_(found) {}

  bool null() { return scalar(Node::Kind::null, "", bare()); }
  bool boolean(bool value) { return scalar(Node::Kind::boolean, value ? "true" : "false", bare()); }
  bool number_integer(std::int64_t) { return number(); }
  bool number_unsigned(std::uint64_t) { return number(); }
  bool number_float(double, const std::string&) { return number(); }
  bool string(std::string& value) { return scalar(Node::Kind::text, std::move(value), quoted()); }
  bool binary(std::vector<std::uint8_t>&) { return false; }
  bool start_object(std::size_t) { return builder.open(Node::Kind::map, absolute(bare().begin)); }
  bool start_array(std::size_t) { return builder.open(Node::Kind::list, absolute(bare().begin)); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool key(std::string& name) {
    builder.key(std::move(name), absolute(quoted()));
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) {
    const auto end = std::min(position, body_.text.size());
    const auto begin = token_begin(end);
    Span span{begin < end || end == 0 ? begin : end - 1, end};
    auto seen = reason(error.what());
    if (const auto digits = leading_zero(span)) {
      span = *digits;
      seen = "a number of JSON has no leading zero; as text: \"" + std::string(slice(span)) + '"';
    }
    found_.push_back(syntax_error(source_, "JSON", absolute(span), std::move(seen)));
    return false;
  }

  Builder builder;
  std::size_t taken = 0;  ///< by the lexer

 private:
  [[nodiscard]] std::size_t absolute(std::size_t at) const { return at + body_.offset; }
  [[nodiscard]] Span absolute(Span span) const { return {absolute(span.begin), absolute(span.end)}; }
  [[nodiscard]] std::string_view slice(Span span) const { return body_.text.substr(span.begin, span.end - span.begin); }

  /// Where the token begins: between two events lie white space, `,`, `:` and comments alone.
  [[nodiscard]] std::size_t token_begin(std::size_t limit) const {
    const auto text = body_.text;
    auto at = end_;
    while (at < limit) {
      if (text[at] == '/' && comments_ == Comments::allowed) {
        const auto block = text.substr(at).starts_with("/*");
        const auto end = block ? text.find("*/", at + 2) : text.find('\n', at);
        at = end == std::string_view::npos ? limit : end + (block ? 2 : 1);
      } else if (std::string_view(" \t\r\n,:").find(text[at]) != std::string_view::npos) {
        ++at;
      } else {
        break;
      }
    }
    return at;
  }
  Span bare() {
    const auto begin = token_begin(taken);
    end_ = std::max(begin, taken);
    return {begin, end_};
  }
  Span quoted() {
    const auto token = bare();
    return {token.begin + 1, token.end - 1};
  }
  bool scalar(Node::Kind kind, std::string text, Span span) {
    builder.scalar({.kind = kind, .text = std::move(text), .quoted = kind == Node::Kind::text, .span = absolute(span)});
    return true;
  }
  bool number() {
    const auto begin = token_begin(taken);
    end_ = begin;
    // The lexer reads one character beyond a number and puts it back.
    while (end_ < taken && in_number(body_.text[end_])) ++end_;
    return scalar(Node::Kind::number, std::string(slice({begin, end_})), {begin, end_});
  }
  bool end() {
    const auto token = bare();
    builder.close(absolute(token.end));
    return true;
  }
  /// The whole of `00100`, of which the library names a part.
  [[nodiscard]] std::optional<Span> leading_zero(Span span) const {
    const auto digit = [&](std::size_t at) { return std::isdigit(static_cast<unsigned char>(body_.text[at])) != 0; };
    while (span.begin > 0 && digit(span.begin - 1)) --span.begin;
    while (span.end < body_.text.size() && digit(span.end)) ++span.end;
    for (auto at = span.begin; at < span.end; ++at) {
      if (!digit(at)) return std::nullopt;
    }
    if (span.end - span.begin < 2 || body_.text[span.begin] != '0') return std::nullopt;
    return span;
  }

  SourceRef source_;
  Body body_;
  Comments comments_;
  std::vector<Diagnostic>& found_;
  std::size_t end_ = 0;  ///< of the token before
};

}  // namespace

Parsed parse_json(const SourceRef& source, Comments comments) {
  Parsed parsed;
  if (auto fault = unreadable(source, "JSON")) {
    parsed.diagnostics.push_back(std::move(*fault));
    return parsed;
  }
  const auto body = body_of(*source);
  Handler handler(source, body, comments, parsed.diagnostics);
  const CountingIterator first{body.text.data(), &handler.taken};
  const CountingIterator last{body.text.data() + body.text.size(), &handler.taken};
  nlohmann::json::sax_parse(first, last, &handler, nlohmann::json::input_format_t::json, true,
                            comments == Comments::allowed);
  parsed.root = handler.builder.take();
  return parsed;
}

namespace {

std::string quote(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

struct Printer {
  Layout layout;
  std::string out;

  void line(std::size_t depth) {
    if (layout == Layout::compact) return;
    out += '\n';
    out.append(2 * depth, ' ');
  }

  template <class Range, class PrintOne>
  void sequence(char open, char close, const Range& range, std::size_t depth, PrintOne print_one) {
    out += open;
    bool first = true;
    for (const auto& one : range) {
      if (!first) out += ',';
      first = false;
      line(depth + 1);
      print_one(one);
    }
    if (!first) line(depth);
    out += close;
  }

  void print(const Node& node, std::size_t depth) {
    switch (node.kind) {
      case Node::Kind::null:
        out += "null";
        return;
      case Node::Kind::boolean:
      case Node::Kind::number:
        out += node.text;
        return;
      case Node::Kind::text:
        out += quote(node.text);
        return;
      case Node::Kind::list:
        sequence('[', ']', node.items, depth, [&](const Node& item) { print(item, depth + 1); });
        return;
      case Node::Kind::map:
        sequence('{', '}', node.members, depth, [&](const Node::Member& member) {
          out += quote(member.key) + (layout == Layout::compact ? ":" : ": ");
          print(member.value, depth + 1);
        });
        return;
    }
  }
};

}  // namespace

std::string print_json(const Node& node, Layout layout) {
  Printer printer{.layout = layout, .out = {}};
  printer.print(node, 0);
  return std::move(printer.out);
}

}  // namespace migrate::markup
