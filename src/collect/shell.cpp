#include "collect/shell.hpp"

#include <fmt/core.h>
#include <migrate/text.hpp>

namespace migrate::collect {

std::string shell_word(std::string_view word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+,:@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string(word);
  const auto printable = text::printable(word);
  const bool odd = printable != word;
  std::string quoted = odd ? "$'" : "'";
  for (const char c : odd ? printable : std::string(word)) {
    if (c == '\'') {
      quoted += odd ? "\\'" : "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + '\'';
}

std::string rename_help(std::string_view from, std::string_view to) {
  return fmt::format("`git mv {} {}`", shell_word(from), shell_word(to));
}

}  // namespace migrate::collect
