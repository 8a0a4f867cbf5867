#include "compat/reader.hpp"

#include "compat/statements.hpp"

#include <algorithm>

namespace migrate::compat {

std::string_view Reader::text_of(const sql::Statement& one) const {
  return text().substr(one.span.begin, one.span.end - one.span.begin);
}

bool Reader::is_sent_one_by_one() const {
  return asks_for_no_transaction(text()) || std::any_of(statements().begin(), statements().end(), [&](const auto& one) {
           return control_of(text_of(one)) != Control::none;
         });
}

std::size_t Reader::count_up_to(std::size_t end) const {
  const auto before = text().substr(0, end);
  return sql::history_statements(before, sql::split(before)).size();
}

std::size_t Reader::count_before(std::size_t byte) const {
  std::size_t begin = 0;
  for (const auto& one : statements()) {
    if (one.terminated && one.with_lead.end < byte) begin = one.with_lead.end + 1;
  }
  return count_up_to(begin);
}

std::size_t Reader::count() const {
  return count_up_to(text().size());
}

Trouble Reader::trouble(Span span, std::string sqlstate, std::string what) const {
  return {.file = std::string(migrate::name_of(local_.file->path)),
          .source = local_.file->source,
          .span = span,
          .statement = count_before(span.begin),
          .sqlstate = std::move(sqlstate),
          .what = std::move(what),
          .partly = is_kept_before(span.begin)};
}

bool Reader::is_inside(std::size_t byte) const {
  return std::any_of(statements().begin(), statements().end(), [&](const sql::Statement& one) {
    const auto end = one.copy_data ? one.copy_data->end + 1 : one.span.end;
    return one.span.begin <= byte && byte < end;
  });
}

std::optional<Trouble> Reader::not_sql() const {
  for (std::size_t at = 0; at < text().size(); at = std::min(text().find('\n', at), text().size() - 1) + 1) {
    const auto line = text().substr(at, text().find('\n', at) - at);
    if (!line.starts_with('\\') || is_inside(at)) continue;
    return trouble({at, at + line.size()}, "42601", "a line for psql is sent to the server, which does not know it");
  }
  for (const auto& problem : script_.problems) {
    if (problem.kind > sql::Problem::Kind::unbalanced_parenthesis) continue;
    return trouble(problem.span, "42601", "what begins here never ends");
  }
  return std::nullopt;
}

bool Reader::is_kept_before(std::size_t byte) const {
  const bool one_by_one = is_sent_one_by_one();
  bool open = false, waits = false, kept = false;
  for (const auto& statement : statements()) {
    if (statement.span.begin >= byte) break;
    const auto control = control_of(text_of(statement));
    if (control == Control::none) {
      waits = waits || open;
      kept = kept || (!open && (one_by_one || is_sent_alone(text_of(statement))));
      continue;
    }
    kept = kept || (control == Control::commit && waits);
    waits = false;
    open = control == Control::begin;
  }
  return kept;
}

}  // namespace migrate::compat
