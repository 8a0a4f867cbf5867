#include "compat/statements.hpp"

#include <algorithm>
#include <array>

namespace migrate::compat {

namespace {

constexpr std::string_view spaces = " \t\n\r\f\v";

/// The first words of a statement in upper case; a word ends at white space alone, as in the CLI's patterns.
class Head {
 public:
  explicit Head(std::string_view statement) {
    for (std::size_t at = statement.find_first_not_of(spaces);
         at != std::string_view::npos && count_ < words_.size();) {
      const auto end = std::min(statement.find_first_of(spaces, at), statement.size());
      words_[count_] = statement.substr(at, end - at);
      if (words_[count_].ends_with(';')) words_[count_].remove_suffix(1);
      ++count_;
      at = statement.find_first_not_of(spaces, end);
    }
  }
  [[nodiscard]] bool is(std::size_t at, std::string_view word) const { return at < count_ && same(words_[at], word); }
  [[nodiscard]] bool begins(std::size_t at, std::string_view word) const {
    return at < count_ && words_[at].size() > word.size() && same(words_[at].substr(0, word.size()), word);
  }

 private:
  static bool same(std::string_view written, std::string_view upper) {
    return std::equal(written.begin(), written.end(), upper.begin(), upper.end(),
                      [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; });
  }
  std::array<std::string_view, 8> words_;
  std::size_t count_ = 0;
};

bool is_reindex_concurrently(std::string_view statement, const Head& head) {
  if (!head.is(0, "REINDEX") && !head.begins(0, "REINDEX(")) return false;
  // The CLI's pattern ends at the line's end, and takes no `(CONCURRENTLY)`.
  const Head line(statement.substr(0, statement.find('\n')));
  return line.is(2, "CONCURRENTLY") || line.is(3, "CONCURRENTLY") || line.is(4, "CONCURRENTLY");
}

}  // namespace

Control control_of(std::string_view statement) {
  const Head head(statement);
  if (head.is(0, "BEGIN") || (head.is(0, "START") && head.is(1, "TRANSACTION"))) return Control::begin;
  if (head.is(0, "COMMIT") || head.is(0, "END")) return Control::commit;
  if (head.is(0, "PREPARE") && head.is(1, "TRANSACTION")) return Control::commit;
  if (head.is(0, "ABORT")) return Control::rollback;
  if (!head.is(0, "ROLLBACK")) return Control::none;
  const std::size_t next = head.is(1, "WORK") || head.is(1, "TRANSACTION") ? 2 : 1;
  return head.is(next, "TO") ? Control::none : Control::rollback;
}

bool is_sent_alone(std::string_view statement) {
  const Head head(statement);
  const std::size_t index = head.is(1, "UNIQUE") ? 2 : 1;
  if (head.is(0, "CREATE")) return head.is(index, "INDEX") && head.is(index + 1, "CONCURRENTLY");
  if (head.is(0, "DROP")) return head.is(1, "INDEX") && head.is(2, "CONCURRENTLY");
  if (head.is(0, "ALTER")) return head.is(1, "SYSTEM");
  if (head.is(0, "CLUSTER") || head.is(0, "VACUUM") || head.begins(0, "VACUUM(")) return true;
  return is_reindex_concurrently(statement, head);
}

std::string_view needs_block(std::string_view statement) {
  const Head head(statement);
  if (head.is(0, "LOCK")) return "lock table";
  if (head.is(0, "SAVEPOINT")) return "savepoint";
  if (head.is(0, "RELEASE")) return "release savepoint";
  if (head.is(0, "ROLLBACK") && control_of(statement) == Control::none) return "rollback to savepoint";
  return {};
}

bool asks_for_no_transaction(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line == "-- pg-delta: transaction=false";
}

}  // namespace migrate::compat
