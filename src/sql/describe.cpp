#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::sql {

namespace {

/// One row a kind, in the order of the enum. `{}` of the message stands for the text at the place.
struct Wording {
  Problem::Kind kind;
  std::string_view code;
  std::string_view message;
  std::string_view label;
  std::string_view note;
  std::string_view help;
};

using Kind = Problem::Kind;

constexpr Wording wordings[] = {
    {Kind::unterminated_string, "M0220", "a string has no end", "begins here", "",
     "close it with `'`; a quote inside of it is written twice"},
    {Kind::unterminated_identifier, "M0221", "a quoted name has no end", "begins here", "", "close it with `\"`"},
    {Kind::unterminated_dollar, "M0222", "a dollar-quoted string has no end", "begins here", "",
     "close it with `{}`, in the same case"},
    {Kind::unterminated_comment, "M0223", "a comment has no end", "begins here",
     "comments nest: each `/*` inside of it needs its own `*/`", "close it with `*/`"},
    {Kind::unterminated_body, "M0224", "the body of a routine has no end", "begins here",
     "inside of `BEGIN ATOMIC … END` a `;` ends no statement, and each CASE takes an END of its own",
     "close the body with `END;`"},
    {Kind::unbalanced_parenthesis, "M0225", "a parenthesis is not closed", "opened here",
     "inside of parentheses a `;` ends no statement: the rest of the file belongs to this one", "close it with `)`"},
    {Kind::meta_command, "M0226", "`{}` is a command of psql, not SQL", "only psql knows it",
     "no server understands it; `\\restrict` and `\\unrestrict` of pg_dump alone are passed over",
     "write it as SQL, or take the line out"},
    {Kind::copy_without_end, "M0227", "the data of COPY … FROM stdin has no end", "its data begins on the next line",
     "", "end the data with a line that holds `\\.` alone"},
    {Kind::text_behind_copy, "M0228", "text stands behind COPY … FROM stdin on its line", "begins here",
     "the data of COPY begins on the next line, so this would run after it", "move it below the line `\\.`"},
    {Kind::nul, "M0229", "a NUL byte stands in the text", "byte 0x00", "Postgres stores no NUL byte in text",
     "remove the byte"},
    {Kind::invalid_utf8, "M0230", "the text is not UTF-8", "this byte", "", "save the file as UTF-8"},
    {Kind::utf16, "M0231", "the text is UTF-16", "its first bytes", "", "save the file as UTF-8"},
};

/// What the source shows at the place, short enough for a line.
std::string shown(const Source& source, Span span) {
  constexpr std::size_t longest = 60;
  auto text = std::string_view(source.text).substr(std::min(span.begin, source.text.size()), span.end - span.begin);
  text = text.substr(0, text.find_last_not_of(" \t\r") + 1);
  if (text.size() <= longest) return text::printable(text);
  text = text.substr(0, longest);
  while (!text.empty() && text::invalid_utf8(text)) text.remove_suffix(1);
  return text::printable(text) + "…";
}

std::string filled(std::string_view form, const std::string& name) {
  const auto hole = form.find("{}");
  if (hole == std::string_view::npos) return std::string(form);
  return std::string(form.substr(0, hole)) + name + std::string(form.substr(hole + 2));
}

}  // namespace

Diagnostic describe(const Problem& problem, const SourceRef& source) {
  const auto& wording = *std::find_if(std::begin(wordings), std::end(wordings),
                                      [&](const Wording& row) { return row.kind == problem.kind; });
  const auto name = shown(*source, problem.span);
  Diagnostic diagnostic{.code = std::string(wording.code),
                        .severity = Severity::error,
                        .message = filled(wording.message, name),
                        .labels = {{source, problem.span, std::string(wording.label)}},
                        .notes = {},
                        .helps = {filled(wording.help, name)}};
  if (problem.kind == Kind::invalid_utf8) {
    diagnostic.labels.front().text =
        fmt::format("byte 0x{:02x}", static_cast<unsigned char>(source->text[problem.span.begin]));
    diagnostic.notes.push_back(fmt::format("it is byte {} of the file", problem.span.begin + 1));
  }
  if (problem.kind == Kind::nul)
    diagnostic.notes.push_back(fmt::format("it is byte {} of the file", problem.span.begin + 1));
  if (!wording.note.empty()) diagnostic.notes.emplace_back(wording.note);
  return diagnostic;
}

}  // namespace migrate::sql
