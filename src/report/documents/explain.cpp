#include "report/documents/layout.hpp"
#include "report/wrap.hpp"

#include <algorithm>

namespace migrate::report {

namespace {

bool is_item(std::string_view line) {
  return line.starts_with("- ") || line.starts_with("* ");
}

bool is_code(std::string_view line) {
  return line.starts_with("    ");
}

std::string_view next_line(std::string_view& markdown) {
  const auto end = std::min(markdown.find('\n'), markdown.size());
  const auto line = markdown.substr(0, end);
  markdown.remove_prefix(std::min(end + 1, markdown.size()));
  return line;
}

/// The paragraph or list item that begins with `line`: where its own lines break means nothing.
std::string rest_of_paragraph(std::string_view line, std::string_view& markdown) {
  std::string text(line);
  while (!line.empty() && !markdown.empty()) {
    auto behind = markdown;
    const auto next = next_line(behind);
    if (next.empty() || is_item(next) || is_code(next) || next.starts_with("```")) break;
    text += ' ';
    text += next.substr(std::min(next.find_first_not_of(' '), next.size()));
    markdown = behind;
  }
  return text;
}

/// Paragraphs are wrapped; indented and fenced lines are code and stay as they are; list items keep their indentation.
std::vector<Styled> manual(std::string_view markdown, std::size_t width) {
  std::vector<Styled> lines;
  bool fenced = false;
  while (!markdown.empty()) {
    const auto line = next_line(markdown);
    if (line.starts_with("```")) {
      fenced = !fenced;
      continue;
    }
    if (fenced || is_code(line)) {
      lines.push_back({{Role::hint, (fenced ? "    " : "") + std::string(line)}});
      continue;
    }
    const auto text = rest_of_paragraph(line, markdown);
    const Styled lead = is_item(text) ? Styled{{Role::plain, "- "}} : Styled{};
    for (auto& part : hang(lead, Role::plain, is_item(text) ? text.substr(2) : text, width)) {
      lines.push_back(std::move(part));
    }
  }
  return lines;
}

markup::Node to_json(const diagnostic::Code& code) {
  return markup::map({{"code", markup::text(std::string(code.code))},
                      {"title", markup::text(std::string(code.title))},
                      {"explanation", markup::text(std::string(code.explanation))}});
}

Styled title(const diagnostic::Code& code) {
  return {{Role::name, std::string(code.code)}, {Role::plain, "  " + std::string(code.title)}};
}

Document with_codes(std::vector<markup::Node> codes) {
  Document document{.command = "explain"};
  document.data = markup::map({{"codes", markup::list(std::move(codes))}});
  return document;
}

}  // namespace

Document document(const diagnostic::Code& code, const Surface& surface) {
  auto document = with_codes({to_json(code)});
  document.lines = {title(code), {}};
  for (auto& line : manual(code.explanation, surface.width)) document.lines.push_back(std::move(line));
  document.rows = {{std::string(code.code), std::string(code.title)}};
  return document;
}

Document document(const std::vector<diagnostic::Code>& codes) {
  std::vector<markup::Node> nodes;
  for (const auto& code : codes) nodes.push_back(to_json(code));
  auto document = with_codes(std::move(nodes));
  for (const auto& code : codes) {
    document.lines.push_back(title(code));
    document.rows.push_back({std::string(code.code), std::string(code.title)});
  }
  return document;
}

}  // namespace migrate::report
