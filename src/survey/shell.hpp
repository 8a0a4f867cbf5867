#pragma once

#include <migrate/diagnostic.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Shell scripts as far as finding commands in them needs it. Nothing is expanded and nothing is run.
namespace migrate::survey {

struct Word {
  std::string text;  ///< without its quotes; `$NAME` stays
  Span span;         ///< bytes of the script, quotes included
};
/// The words of one simple command, assignments in front of it included.
using Words = std::vector<Word>;

/// At `&&`, `||`, `;`, `|`, `&`, `(`, `)` and line ends; `${{ … }}` is one piece, comments are dropped, and
/// here-documents that no shell runs.
std::vector<Words> commands_of(std::string_view script);

/// "NAME" of `NAME=value`, else "".
std::string_view assigned_name(std::string_view word);

}  // namespace migrate::survey
