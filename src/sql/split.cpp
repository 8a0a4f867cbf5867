#include <migrate/sql.hpp>

#include "sql/encoding.hpp"
#include "sql/scan.hpp"
#include "sql/tokens.hpp"

#include <algorithm>

namespace migrate::sql {

namespace {

using scan::byte_at;
using scan::is;
using scan::none;
using Kind = Problem::Kind;

/// Walks over the text once. Between two special characters nothing is looked at, except that words are read one by
/// one where they decide: at the beginning of a statement and in CREATE FUNCTION, whose body may be BEGIN ATOMIC … END.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}
  Script run();

 private:
  /// What the first words of the statement say.
  enum class Head { open, routine, copy, setting, other };

  void begin_statement(std::size_t lead);
  void end_statement(std::size_t end, bool terminated);
  std::size_t read_copy_data(std::size_t at, Statement& copy);
  void step();
  void skip_plain();
  void note_word(std::string_view word);
  void track_block(std::string_view word, std::size_t begin);
  void read_word();
  void pass(std::size_t end, Kind kind_if_unterminated, std::size_t opening);
  void string();
  void dollar();
  void comment(std::size_t end);
  void meta_command();
  void parenthesis();
  void finish();
  void problem(Kind kind, std::size_t begin, std::size_t end) { script_.problems.push_back({kind, {begin, end}}); }
  std::size_t run_before() const;
  std::size_t all_of_the_rest();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t floor_ = 0;  ///< no token that ends at at_ begins before this
  Strings strings_ = Strings::standard;
  Script script_;

  std::size_t lead_ = 0;
  std::size_t first_ = none;  ///< first token of the statement
  std::size_t last_ = 0;      ///< end of its last token
  Head head_ = Head::open;
  int words_ = 0;  ///< unquoted ones that were read
  std::size_t parentheses_ = 0;
  std::size_t outer_parenthesis_ = 0;
  std::size_t blocks_ = 0;  ///< BEGIN and CASE without their END
  std::size_t outer_block_ = 0;
};

void Splitter::begin_statement(std::size_t lead) {
  lead_ = floor_ = at_ = lead;
  first_ = none;
  head_ = Head::open;
  words_ = 0;
  parentheses_ = 0;
  blocks_ = 0;
}

/// `end` is the place of the `;` or of what else ends it.
void Splitter::end_statement(std::size_t end, bool terminated) {
  auto next = terminated ? end + 1 : end;
  if (first_ != none) {
    Statement statement{.span = {first_, last_}, .with_lead = {lead_, end}, .copy_data = {}, .terminated = terminated};
    const auto text = text_.substr(first_, last_ - first_);
    if (head_ == Head::setting) strings_ = strings_after(text, strings_);
    if (head_ == Head::copy && reads_stdin(text)) next = read_copy_data(next, statement);
    script_.statements.push_back(statement);
  }
  begin_statement(next);
}

std::optional<Token> first_token(std::string_view text) {
  return Tokens(text).next();
}

/// The data begins on the next line and ends before the line `\.`; answers with the place behind that line.
std::size_t Splitter::read_copy_data(std::size_t at, Statement& copy) {
  const auto line_end = scan::line_comment_end(text_, at);
  if (const auto rest = first_token(text_.substr(at, line_end - at))) {
    problem(Kind::text_behind_copy, at + rest->begin, line_end);
  }
  const auto begin = scan::next_line(text_, at);
  for (auto line = begin; line < text_.size();) {
    const auto next = scan::next_line(text_, line);
    const auto end = scan::line_comment_end(text_, line);
    if (text_.substr(line, end - line) == "\\.") {
      copy.copy_data = Span{begin, line};
      return next;
    }
    line = next;
  }
  problem(Kind::copy_without_end, copy.span.begin, copy.span.end);
  copy.copy_data = Span{begin, text_.size()};
  return text_.size();
}

/// Where the word (or number) begins that ends at at_; at_ where there is none.
std::size_t Splitter::run_before() const {
  auto begin = at_;
  while (begin > floor_ && is(text_[begin - 1], scan::word_start | scan::digit)) --begin;
  return begin;
}

/// What is open around something that never ends is no second mistake.
std::size_t Splitter::all_of_the_rest() {
  parentheses_ = 0;
  blocks_ = 0;
  return text_.size();
}

/// Takes a token that ends at `end`, or reports that it never ends: then the rest of the text is inside of it.
void Splitter::pass(std::size_t end, Kind kind_if_unterminated, std::size_t opening) {
  if (end == none) {
    problem(kind_if_unterminated, at_, at_ + opening);
    end = all_of_the_rest();
  }
  at_ = floor_ = last_ = end;
}

/// The prefix (`e`, `b`, `x`, `u&`) decides whether a backslash is more than a character.
void Splitter::string() {
  const auto begin = run_before();
  const char prefix = begin + 1 == at_ ? static_cast<char>(text_[begin] | 0x20) : '\0';
  auto escapes = strings_ == Strings::with_backslashes;
  if (prefix == 'e') escapes = true;
  if (prefix == 'b' || prefix == 'x') escapes = false;
  if (escapes && at_ >= floor_ + 2 && text_[at_ - 1] == '&' && (text_[at_ - 2] | 0x20) == 'u') {
    const bool whole_word = at_ == floor_ + 2 || !is(text_[at_ - 3], scan::word_start | scan::digit);
    if (whole_word) escapes = false;
  }
  pass(scan::string_end(text_, at_, escapes ? scan::Escapes::yes : scan::Escapes::no), Kind::unterminated_string, 1);
}

void Splitter::dollar() {
  const auto begin = run_before();
  if (begin < at_ && is(text_[begin], scan::word_start)) {
    at_ = floor_ = last_ = scan::word_end(text_, at_);
    return;
  }
  const auto tag = scan::dollar_tag(text_, at_);
  if (!tag.empty()) return pass(scan::dollar_end(text_, at_, tag), Kind::unterminated_dollar, tag.size());
  floor_ = last_ = ++at_;
}

/// A comment belongs to no token, so last_ stays.
void Splitter::comment(std::size_t end) {
  if (end == none) {
    problem(Kind::unterminated_comment, at_, at_ + 2);
    end = all_of_the_rest();
  }
  at_ = floor_ = end;
}

/// Commands of psql that end the statement in front of them.
bool sends_query(std::string_view command) {
  return command.starts_with('g') || command == "crosstabview" || command == "watch";
}

/// `\restrict KEY` and `\unrestrict KEY` of pg_dump pass; any other belongs to psql alone.
void Splitter::meta_command() {
  const auto name_end = scan::word_end(text_, at_ + 1);
  const auto name = text_.substr(at_ + 1, name_end - at_ - 1);
  const auto line = scan::line_comment_end(text_, at_);
  if (first_ == none && (name == "restrict" || name == "unrestrict")) return begin_statement(line);
  if (const char next = byte_at(text_, at_ + 1); next == ';' || next == ':' || next == '\\') {
    problem(Kind::meta_command, at_, at_ + 2);
    at_ = floor_ = at_ + 2;
    return;
  }
  problem(Kind::meta_command, at_, line);
  at_ = line;
  if (first_ == none || sends_query(name)) end_statement(line, false);
  floor_ = at_;
}

void Splitter::parenthesis() {
  if (text_[at_] == '(') {
    if (parentheses_++ == 0) outer_parenthesis_ = at_;
  } else if (parentheses_ > 0) {
    --parentheses_;
  }
  floor_ = last_ = ++at_;
}

/// psql's rule (psqlscan.l): the first four unquoted words decide whether BEGIN may open a body.
void Splitter::note_word(std::string_view word) {
  ++words_;
  if (words_ == 1) {
    if (scan::same_word(word, "copy")) head_ = Head::copy;
    if (scan::same_word(word, "set") || scan::same_word(word, "reset")) head_ = Head::setting;
    if (head_ == Head::open && !scan::same_word(word, "create")) head_ = Head::other;
    return;
  }
  const bool routine = scan::same_word(word, "function") || scan::same_word(word, "procedure");
  if (routine && (words_ == 2 || words_ == 4)) {
    head_ = Head::routine;
  } else if (!(words_ == 2 && scan::same_word(word, "or")) && !(words_ == 3 && scan::same_word(word, "replace"))) {
    head_ = Head::other;
  }
}

/// CASE, too, ends with END: it counts inside of a body.
void Splitter::track_block(std::string_view word, std::size_t begin) {
  if (parentheses_ > 0) return;
  if (scan::same_word(word, "begin")) {
    if (blocks_++ == 0) outer_block_ = begin;
  } else if (blocks_ > 0 && scan::same_word(word, "case")) {
    ++blocks_;
  } else if (blocks_ > 0 && scan::same_word(word, "end")) {
    --blocks_;
  }
}

bool is_string_prefix(char c) {
  return std::string_view("eEbBxXnN").find(c) != none;
}

/// Reads the word or number that begins here.
void Splitter::read_word() {
  floor_ = at_;
  if (is(text_[at_], scan::digit)) {
    while (at_ < text_.size() && is(text_[at_], scan::word_start | scan::digit)) ++at_;
    last_ = at_;
    return;
  }
  const auto begin = at_;
  at_ = last_ = scan::word_end(text_, at_);
  const bool prefix = byte_at(text_, at_) == '\'' && at_ == begin + 1 && is_string_prefix(text_[begin]);
  if (prefix) return;
  const auto word = text_.substr(begin, at_ - begin);
  if (head_ == Head::routine) return track_block(word, begin);
  note_word(word);
}

/// To the next special character, or where words count to the end of the next word.
void Splitter::skip_plain() {
  const bool words_count = head_ == Head::open || head_ == Head::routine;
  const int stop = words_count ? scan::special | scan::word_start | scan::digit : scan::special;
  const auto text = text_;  // a local: each write to a member would make the loop read the others again
  auto at = at_;
  while (at < text.size() && !is(text[at], stop)) ++at;
  auto end = at;
  while (end > at_ && is(text[end - 1], scan::space)) --end;
  if (end > at_) last_ = end;
  at_ = at;
  if (at < text.size() && !is(text[at], scan::special)) read_word();
}

void Splitter::step() {
  switch (text_[at_]) {
    case '\'':
      return string();
    case '"':
      return pass(scan::identifier_end(text_, at_), Kind::unterminated_identifier, 1);
    case '$':
      return dollar();
    case '(':
    case ')':
      return parenthesis();
    case '\\':
      return meta_command();
    case ';':
      if (parentheses_ == 0 && blocks_ == 0) return end_statement(at_, true);
      break;
    case '-':
      if (byte_at(text_, at_ + 1) == '-') return comment(scan::line_comment_end(text_, at_));
      break;
    case '/':
      if (byte_at(text_, at_ + 1) == '*') return comment(scan::block_comment_end(text_, at_));
      break;
    default:
      return skip_plain();
  }
  floor_ = last_ = ++at_;
}

void Splitter::finish() {
  if (first_ != none && parentheses_ > 0) {
    problem(Kind::unbalanced_parenthesis, outer_parenthesis_, outer_parenthesis_ + 1);
  } else if (first_ != none && blocks_ > 0) {
    problem(Kind::unterminated_body, outer_block_, outer_block_ + 5);
  }
  end_statement(text_.size(), false);
}

Script Splitter::run() {
  const auto encoding = encoding_problems(text_);
  if (!encoding.empty() && encoding.front().kind == Kind::utf16) return {.statements = {}, .problems = encoding};

  // Growing the list step by step would touch more memory than the text itself; what is not used is never touched.
  constexpr std::size_t shortest_on_average = 50;
  script_.statements.reserve(text_.size() / shortest_on_average + 1);

  begin_statement(text_.starts_with("\xEF\xBB\xBF") ? 3 : 0);
  while (at_ < text_.size()) {
    if (first_ == none) {
      while (at_ < text_.size() && is(text_[at_], scan::space)) ++at_;
      if (at_ == text_.size()) break;
      floor_ = at_;
      const char c = text_[at_];
      const char next = byte_at(text_, at_ + 1);
      const bool is_comment = (c == '-' && next == '-') || (c == '/' && next == '*');
      if (!is_comment && c != ';' && c != '\\') first_ = at_;
    }
    step();
  }
  finish();
  script_.problems.insert(script_.problems.end(), encoding.begin(), encoding.end());
  std::stable_sort(script_.problems.begin(), script_.problems.end(),
                   [](const Problem& a, const Problem& b) { return a.span.begin < b.span.begin; });
  return std::move(script_);
}

}  // namespace

Script split(std::string_view text) {
  return Splitter(text).run();
}

}  // namespace migrate::sql
