#include "report/documents/layout.hpp"
#include "report/wrap.hpp"

#include <algorithm>

namespace migrate::report {

namespace {

/// Paragraphs are wrapped; indented and fenced lines are code and stay as they are; list items keep their indentation.
std::vector<Styled> manual(std::string_view markdown, std::size_t width) {
  std::vector<Styled> lines;
  bool fenced = false;
  for (std::size_t at = 0; at < markdown.size();) {
    const auto end = std::min(markdown.find('\n', at), markdown.size());
    const auto line = markdown.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("```")) {
      fenced = !fenced;
      continue;
    }
    if (fenced || line.starts_with("    ")) {
      lines.push_back({{Role::hint, (fenced ? "    " : "") + std::string(line)}});
      continue;
    }
    const bool item = line.starts_with("- ") || line.starts_with("* ");
    const Styled lead = item ? Styled{{Role::plain, "- "}} : Styled{};
    for (auto& part : hang(lead, Role::plain, item ? line.substr(2) : line, width)) lines.push_back(std::move(part));
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
