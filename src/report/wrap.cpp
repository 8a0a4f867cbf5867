#include "report/wrap.hpp"

#include <migrate/text.hpp>

#include <algorithm>

namespace migrate::report {

namespace {

/// The end of the word that begins at `at`; a span in backticks belongs to one word whole.
std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] != ' ') {
    if (text[at] == '`') {
      const auto closing = text.find('`', at + 1);
      if (closing != std::string_view::npos) at = closing;
    }
    ++at;
  }
  return at;
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = word_end(text, at);
    const auto word = text.substr(at, end - at);
    at = end + 1;
    const auto columns = text::width(word);
    if (!lines.back().empty() && used + 1 + columns > width) {
      lines.emplace_back();
      used = 0;
    }
    if (!lines.back().empty()) {
      lines.back() += ' ';
      ++used;
    }
    lines.back() += word;
    used += columns;
  }
  return lines;
}

std::vector<Styled> hang(Styled lead, Role role, std::string_view text, std::size_t width) {
  const auto indent = text::width(plain(lead));
  std::vector<Styled> lines;
  for (auto& line : wrap(text, std::max(width, indent + 1) - indent)) {
    lines.push_back(lines.empty() ? std::move(lead) : Styled{{Role::plain, std::string(indent, ' ')}});
    lines.back().push_back({role, std::move(line)});
  }
  return lines;
}

}  // namespace migrate::report
