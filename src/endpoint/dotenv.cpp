#include "endpoint/dotenv.hpp"

#include "endpoint/mask.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}
bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '-';
}

class Reader {
 public:
  explicit Reader(const SourceRef& file) : file_(file), text_(file->text) {}

  std::vector<Assignment> read() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) {
      read_line();
      to_next_line();
    }
    return std::move(found_);
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  /// To the end of the line and over it; keeps count of the lines.
  void to_next_line() {
    const auto end = text_.find('\n', at_);
    at_ = end == npos ? text_.size() : end + 1;
    ++line_;
  }

  void read_line() {
    skip_blanks();
    const auto rest = text_.substr(at_);
    if (rest.starts_with("export ") || rest.starts_with("export\t")) {
      at_ += 7;
      skip_blanks();
    }
    const auto begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    Assignment assignment{
        .name = std::string(text_.substr(begin, at_ - begin)), .raw = {}, .file = file_, .line = line_, .problem = {}};
    const bool colon = text_.substr(at_).starts_with(": ");
    skip_blanks();
    if (assignment.name.empty() || at_ >= text_.size() || (text_[at_] != '=' && !colon)) return;
    const auto separator = at_++;
    skip_blanks();
    const char first = at_ < text_.size() ? text_[at_] : '\n';
    if (first == '"' || first == '\'') {
      read_quoted(assignment, first);
    } else {
      read_plain(assignment);
    }
    if (colon) {
      assignment.problem =
          describe({.code = "M0132",
                    .message = fmt::format("only some programs read `{}` from this line", assignment.name),
                    .label = "a `:` in place of `=`",
                    .help = fmt::format("write `{}=`", assignment.name),
                    .note = "dotenv for Node.js reads it, python-dotenv and a shell do not"},
                   assignment, {separator, separator + 1});
    }
    if (!assignment.problem) check_references(assignment);
    if (!assignment.problem) check_placeholder(assignment);
    if (!assignment.problem) check_line_end(assignment);
    found_.push_back(std::move(assignment));
  }

  void read_quoted(Assignment& assignment, char quote) {
    const auto open = at_++;
    assignment.quotes = quote == '"' ? Assignment::Quotes::twice : Assignment::Quotes::single;
    assignment.raw_begin = at_;
    auto close = at_;
    while (close < text_.size() && text_[close] != quote) close += quote == '"' && text_[close] == '\\' ? 2 : 1;
    if (close >= text_.size()) {
      assignment.problem = describe({.code = "M0123",
                                     .message = fmt::format("the value of `{}` is not closed", assignment.name),
                                     .label = "no such quote follows",
                                     .help = "close the quote"},
                                    assignment, {open, open + 1});
      return;
    }
    assignment.raw = text_.substr(at_, close - at_);
    line_ += static_cast<int>(std::count(assignment.raw.begin(), assignment.raw.end(), '\n'));
    at_ = close + 1;
    skip_blanks();
    // For a shell, a `#` right behind the quote is a part of the value.
    const bool comment = at_ < text_.size() && text_[at_] == '#' && at_ > close + 1;
    const bool nothing_follows = at_ >= text_.size() || text_[at_] == '\n' || comment;
    if (nothing_follows) return;
    assignment.problem =
        describe({.code = "M0123",
                  .message = fmt::format("the value of `{}` goes on behind its quotes", assignment.name),
                  .label = "the quote ends here for some programs",
                  .help = "put all of the value into single quotes"},
                 assignment, {close, close + 1});
  }

  void read_plain(Assignment& assignment) {
    assignment.raw_begin = at_;
    auto end = std::min(text_.find('\n', at_), text_.size());
    for (auto i = at_; i < end; ++i) {
      if (text_[i] != '#') continue;
      if (i == at_ || is_blank(text_[i - 1])) {
        end = i;
        break;
      }
      assignment.problem =
          describe({.code = "M0120",
                    .message = fmt::format("the value of `{}` holds a `#` outside of quotes", assignment.name),
                    .label = "begins a comment for some programs, and not for others",
                    .help = "put the value into single quotes, or a blank in front of a comment",
                    .note = "dotenv for Node.js ends the value in front of it, python-dotenv and a shell go on"},
                   assignment, {i, i + 1});
      break;
    }
    auto value = text_.substr(at_, end - at_);
    while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
    assignment.raw = value;
    if (!assignment.problem && value.size() > 1 && value.starts_with('`') && value.ends_with('`')) {
      assignment.problem =
          describe({.code = "M0132",
                    .message = fmt::format("programs read the value of `{}` differently", assignment.name),
                    .label = "quotes for some programs only",
                    .help = "put the value into single quotes",
                    .note = "dotenv for Node.js takes the backticks for quotes, python-dotenv for a part of the "
                            "value, and a shell runs what is between them"},
                   assignment, {assignment.raw_begin, assignment.raw_begin + 1});
    }
  }

  /// `$NAME` outside of single quotes, `${NAME}` inside of them: who replaces them differs.
  static void check_references(Assignment& assignment) {
    const bool single = assignment.quotes == Assignment::Quotes::single;
    const std::string_view raw = assignment.raw;
    for (auto at = raw.find('$'); at < raw.size(); at = raw.find('$', at + 1)) {
      if (!single && at > 0 && raw[at - 1] == '\\') continue;
      const auto name = at + (single ? 2 : 1);
      if (name >= raw.size() || (single && raw[at + 1] != '{')) continue;
      const bool begins_name = std::isalpha(static_cast<unsigned char>(raw[name])) != 0 || raw[name] == '_';
      if (!begins_name || (single && raw.find('}', name) == npos)) continue;
      const auto begin = assignment.raw_begin + at;
      assignment.problem = describe(
          {.code = "M0132",
           .message = fmt::format("programs read the value of `{}` differently", assignment.name),
           .label = "replaced by some programs only",
           .help = single
                       ? "put the value into double quotes if the variable's value is meant; else percent-encode the "
                         "`$` as `%24`"
                       : "put the value into single quotes if the `$` is meant literally; else write `${NAME}`",
           .note = single ? "python-dotenv replaces it even in single quotes, dotenv for Node.js and a shell do not"
                          : "a shell and dotenv-expand replace it, dotenv for Node.js and python-dotenv do not"},
          assignment, {begin, begin + 1});
      return;
    }
  }

  /// dotenv for Node.js and python-dotenv leave the CR out, a shell does not: the database's name would end with it.
  void check_line_end(Assignment& assignment) {
    const bool quoted = assignment.quotes != Assignment::Quotes::none;
    auto end = assignment.raw_begin + assignment.raw.size() + (quoted ? 1 : 0);
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t')) ++end;
    if (end >= text_.size() || text_[end] != '\r') return;
    assignment.problem =
        describe({.code = "M0131",
                  .message = fmt::format("the value of `{}` ends with a carriage return", assignment.name),
                  .label = "the line ends as on Windows",
                  .help = fmt::format("run `sed -i 's/\\r$//' {0}`, and add `{0} text eol=lf` to .gitattributes if the "
                                      "file is in git",
                                      text::printable(assignment.file->name)),
                  .note = "`. ./.env` in a shell makes it a part of the value, and so of the database's name; dotenv "
                          "for Node.js and python-dotenv leave it out"},
                 assignment, {end, end + 1});
  }

  static void check_placeholder(Assignment& assignment) {
    const auto span = find_placeholder(assignment.raw);
    if (span.end == 0) return;
    assignment.problem =
        describe({.code = "M0121",
                  .message = fmt::format("`{}` still holds the placeholder for the password", assignment.name),
                  .label = "the password belongs here",
                  .help = "put the database password in its place, percent-encoded"},
                 assignment, {assignment.raw_begin + span.begin, assignment.raw_begin + span.end});
  }

  SourceRef file_;
  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<Assignment> found_;
};

}  // namespace

Diagnostic describe(const Mistake& mistake, const Assignment& assignment, Span shown) {
  const std::string_view text = assignment.file->text;
  const auto before = text.rfind('\n', shown.begin == 0 ? 0 : shown.begin - 1);
  const auto begin = before == npos || shown.begin == 0 ? 0 : before + 1;
  const auto end = std::min(text.find('\n', shown.end), text.size());
  const auto equals = text.find('=', begin);
  const bool has_name = equals != npos && equals < assignment.raw_begin;

  std::string masked(
      static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n')),
      '\n');
  Span span;
  for (auto i = begin; i < end; ++i) {
    const bool continues_character = (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80;
    const bool kept = (has_name && i <= equals) || (i >= shown.begin && i < shown.end) || text[i] == '\r';
    if (i == shown.begin) span.begin = masked.size();
    if (kept) {
      masked += text[i];
    } else if (!continues_character) {
      masked += '*';
    }
    if (i + 1 == shown.end) span.end = masked.size();
  }

  Diagnostic diagnostic{.code = mistake.code, .message = mistake.message};
  diagnostic.labels.push_back(
      {.source = std::make_shared<Source>(Source{.name = assignment.file->name, .text = std::move(masked)}),
       .span = span,
       .text = mistake.label});
  if (!mistake.note.empty()) diagnostic.notes.push_back(mistake.note);
  diagnostic.helps.push_back(mistake.help);
  return diagnostic;
}

std::vector<Assignment> parse_dotenv(const SourceRef& file) {
  return Reader(file).read();
}

}  // namespace migrate::endpoint
