#include <migrate/sql.hpp>

#include "sql/tokens.hpp"

#include <algorithm>

namespace migrate::sql {

namespace {

constexpr std::string_view spaces = " \t\n\r\f\v";

/// The CLI's own order: `;` off the end first, then white space off both ends.
std::string_view trimmed(std::string_view piece) {
  piece = piece.substr(0, piece.find_last_not_of(';') + 1);
  const auto begin = piece.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return piece.substr(begin, piece.find_last_not_of(spaces) + 1 - begin);
}

/// Whether the last token is a line comment: the next `;` written behind it would be part of it.
bool ends_in_line_comment(std::string_view piece, Strings strings) {
  const auto line = piece.find_last_of("\n\r");
  const auto last_line = line == std::string_view::npos ? piece : piece.substr(line + 1);
  if (last_line.find("--") == std::string_view::npos) return false;
  Token last;
  for (std::size_t at = 0; at < piece.size(); at = last.end) last = token_from(piece, at, strings);
  return last.kind == TokenKind::comment && piece.substr(last.begin, 2) == "--";
}

void add(std::vector<std::string>& stored, std::string_view piece, Strings strings) {
  piece = trimmed(piece);
  if (piece.empty()) return;
  stored.emplace_back(piece);
  if (ends_in_line_comment(piece, strings)) stored.back() += '\n';
}

/// Between statements stand comments, each up to its `;` or the next statement, and lines for psql alone.
void add_gap(std::vector<std::string>& stored, std::string_view gap) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at < gap.size();) {
    if (gap[at] == ';' || gap[at] == '\\') {
      add(stored, gap.substr(begin, at - begin), Strings::standard);
      at = gap[at] == ';' ? at + 1 : scan::line_comment_end(gap, at);
      begin = at;
    } else {
      at = token_from(gap, at, Strings::standard).end;
    }
  }
  add(stored, gap.substr(begin), Strings::standard);
}

std::string with_data(std::string_view text, const Statement& copy) {
  const auto command = trimmed(text.substr(copy.with_lead.begin, copy.span.end - copy.with_lead.begin));
  const auto data = text.substr(copy.copy_data->begin, copy.copy_data->end - copy.copy_data->begin);
  return std::string(command) + ";\n" + std::string(data) + "\\.\n";
}

/// Where the next piece may begin.
std::size_t behind(std::string_view text, const Statement& statement) {
  if (statement.copy_data) return scan::next_line(text, statement.copy_data->end);
  return statement.with_lead.end + (statement.terminated ? 1 : 0);
}

}  // namespace

std::vector<std::string> history_statements(std::string_view text, const Script& script) {
  std::vector<std::string> stored;
  auto strings = Strings::standard;
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (const auto& statement : script.statements) {
    add_gap(stored, text.substr(at, statement.with_lead.begin - at));
    if (statement.copy_data) {
      stored.push_back(with_data(text, statement));
    } else {
      add(stored, text.substr(statement.with_lead.begin, statement.with_lead.end - statement.with_lead.begin), strings);
    }
    strings = strings_after(text.substr(statement.span.begin, statement.span.end - statement.span.begin), strings);
    at = behind(text, statement);
  }
  add_gap(stored, text.substr(std::min(at, text.size())));
  return stored;
}

}  // namespace migrate::sql
