#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace migrate {

/// A named text that diagnostics point into: a file (`supabase/migrations/00106_x.sql`, relative to the workspace)
/// or a value (`$DATABASE_URL, set in .env:3`), which has no line numbers. Secrets in `text` are masked by its maker.
struct Source {
  enum class Kind { file, value };
  std::string name;
  std::string text;
  Kind kind = Kind::file;
};
using SourceRef = std::shared_ptr<const Source>;

/// Bytes [begin, end) of a source's text, counted from 0.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// 1-based; the column counts characters (UTF-8 code points), not bytes.
struct Position {
  int line = 1;
  int column = 1;
  friend bool operator==(const Position&, const Position&) = default;
};
Position position_of(std::string_view text, std::size_t byte);

/// What is to be seen at one place.
struct Label {
  SourceRef source = {};
  Span span = {};
  std::string text = {};
};

enum class Severity { note, warning, error };
std::string_view name_of(Severity severity);  ///< "note", "warning", "error"

/// The only error type. `code` is a row of diagnostic/codes.cpp ("M0101"), stable for ever; the first label is the
/// primary one. Texts follow docs: lower case, no full stop, names in backticks.
struct Diagnostic {
  std::string code = {};
  Severity severity = Severity::error;
  std::string message = {};
  std::vector<Label> labels = {};
  std::vector<std::string> notes = {};
  std::vector<std::string> helps = {};
};

/// True where one of them is an error.
bool has_errors(const std::vector<Diagnostic>& diagnostics);

/// `found` is appended to `all`, in order.
void append(std::vector<Diagnostic>& all, std::vector<Diagnostic> found);

}  // namespace migrate

namespace migrate::diagnostic {

/// A row of the table of codes: what `migrate explain` prints and docs/reference/codes.md is made of.
struct Code {
  std::string_view code;         ///< "M0101"
  std::string_view title;        ///< "refusing to migrate through a transaction pooler"
  std::string_view explanation;  ///< Markdown: what it means, why, what to do
};

/// Every code, ascending.
const std::vector<Code>& codes();

/// The row of `code` in any case ("m0101"), else null.
const Code* find_code(std::string_view code);

}  // namespace migrate::diagnostic
