#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// SQL as text: an own lexer by psql's rules, independent of any grammar's version; linear in time. Bytes in, spans out.
namespace migrate::sql {

struct Statement {
  Span span;        ///< from its first token to its last, without the `;`
  Span with_lead;   ///< from after the `;` before it, with the comments in front, to its own `;` or the end of the text
  std::optional<Span> copy_data;  ///< COPY … FROM stdin: the lines of data, without the closing `\.` line
  bool terminated = true;         ///< ended by `;` rather than by the end of the text
};

struct Problem {
  enum class Kind {
    unterminated_string, unterminated_identifier, unterminated_dollar, unterminated_comment, unterminated_body,
    unbalanced_parenthesis, meta_command, copy_without_end, text_behind_copy, nul, invalid_utf8, utf16
  };
  Kind kind;
  Span span;  ///< what opens and never ends, the meta-command, the byte
};

struct Script {
  std::vector<Statement> statements;
  std::vector<Problem> problems;  ///< in the order of the text; statements before them are right
};

/// Splits where psql would send. A BOM and `\restrict` / `\unrestrict` lines belong to no statement.
Script split(std::string_view text);

/// The problem as a diagnostic of code M02xx that points into `source`.
Diagnostic describe(const Problem& problem, const SourceRef& source);

/// SHA-256 (hex) over the tokens: comments, white space, `;` at the end and drizzle's breakpoint markers do not count.
std::string fingerprint(std::string_view text);

/// What the Supabase CLI 3.x would store in `statements`: trimmed, comments in front kept, without `;`; an element that
/// would end in a line comment ends in a line end, so that `migration fetch` cannot swallow the next `;`.
std::vector<std::string> history_statements(std::string_view text, const Script& script);

/// begins and ends a transaction, or savepoint; must run alone; or neither.
enum class Need { transaction, no_transaction, transaction_control };

enum class Effect { add, change, remove, other };  ///< marks `+`, `~`, `-`, ` ` of a plan

struct Meaning {
  Need need = Need::transaction;
  Effect effect = Effect::other;
  std::string summary;  ///< "create index concurrently tokens_user_id_idx", "alter table orders add column total"
};

/// By the parse tree where the grammar knows it (small statements only), else by its head words.
Meaning classify(std::string_view statement);

/// The server's error position (1-based, in characters of `statement`) as bytes of it; covers the token there.
Span token_at(std::string_view statement, std::size_t character);

/// `text` with a `*` for each byte of the literals behind PASSWORD and of `password=…` in connection strings: every
/// other byte keeps its place. Knows no more of SQL than that, so it also takes what a server says of a statement.
std::string mask_passwords(std::string_view text);

}  // namespace migrate::sql
