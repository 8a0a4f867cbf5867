#include <migrate/collect.hpp>
#include <migrate/sql.hpp>

namespace migrate::collect {

namespace {

/// A lone CR stays: it may stand in a string.
std::string with_line_feeds(std::string_view sql) {
  if (sql.starts_with("\xEF\xBB\xBF")) sql.remove_prefix(3);
  if (sql.find('\r') == std::string_view::npos) return std::string(sql);
  std::string out;
  out.reserve(sql.size());
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '\r' && i + 1 < sql.size() && sql[i + 1] == '\n') continue;
    out += sql[i];
  }
  return out;
}

}  // namespace

std::string body_of(std::string_view sql) {
  auto body = with_line_feeds(sql);
  const auto script = sql::split(body);
  // At the end of the last token, not of the text: a comment behind it would swallow the `;`.
  if (!script.statements.empty() && !script.statements.back().terminated && !script.statements.back().copy_data) {
    body.insert(script.statements.back().span.end, 1, ';');
  }
  if (!body.empty() && body.back() != '\n') body += '\n';
  return body;
}

}  // namespace migrate::collect
