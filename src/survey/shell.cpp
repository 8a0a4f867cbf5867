#include "survey/shell.hpp"

#include "endpoint/parameters.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;

/// A here-document that begins behind the line.
struct Document {
  std::string_view word;
  bool indented = false;
};

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Words> run() {
    while (at_ < text_.size()) step();
    end_command();
    return std::move(commands_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\\' && skips_line_end()) return;
    if (c == '\n') return ++at_, end_line();
    if (std::string_view(";|&()").find(c) != npos) return ++at_, end_command();
    if (!in_word_ && text_.substr(at_).starts_with("<<")) begin_document();
    if (std::isspace(static_cast<unsigned char>(c)) != 0) return ++at_, end_word();
    if (c == '#' && !in_word_) return void(at_ = std::min(text_.find('\n', at_), text_.size()));
    begin_word();
    if (c == '\'') return take_quoted();
    if (c == '"') return take_double_quoted();
    if (text_.substr(at_).starts_with("${{")) return take_until("}}");
    if (text_.substr(at_).starts_with("${")) return take_until("}");
    if (text_.substr(at_).starts_with("$(")) return take_until(")");
    if (c == '\\' && at_ + 1 < text_.size()) ++at_;
    word_.text += text_[at_++];
  }

  bool skips_line_end() {
    const auto rest = text_.substr(at_ + 1);
    if (!rest.starts_with('\n') && !rest.starts_with("\r\n")) return false;
    at_ += rest.starts_with('\n') ? 2 : 3;
    end_word();
    return true;
  }

  void begin_word() {
    if (!in_word_) word_ = {.text = {}, .span = {at_, at_}};
    in_word_ = true;
  }

  void end_word() {
    if (!in_word_) return;
    word_.span.end = at_;
    while (word_.span.end > word_.span.begin &&
           std::string_view(" \t\r\n;|&()\\").find(text_[word_.span.end - 1]) != npos)
      --word_.span.end;
    words_.push_back(std::move(word_));
    in_word_ = false;
  }

  void end_command() {
    end_word();
    if (!words_.empty()) commands_.push_back(std::move(words_));
    words_.clear();
  }

  /// `<<EOF`, `<<-'EOF'`: remembers the line that ends it.
  void begin_document() {
    auto rest = text_.substr(at_ + 2);
    if (rest.starts_with('<')) return;
    const bool indented = rest.starts_with('-');
    if (indented) rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" '\"\\"), rest.size()));
    const auto word = rest.substr(0, rest.find_first_of(" \t\r\n'\";|&()<>"));
    if (!word.empty()) documents_.push_back({word, indented});
  }

  void end_line() {
    end_command();
    const bool runs = std::any_of(commands_.begin() + static_cast<std::ptrdiff_t>(line_), commands_.end(), is_shell);
    for (const auto& document : documents_) {
      if (runs || left_ == 0) break;
      const auto end = end_of(document);
      if (end == npos)
        --left_;
      else
        at_ = end;
    }
    documents_.clear();
    line_ = commands_.size();
  }

  /// What stands in the document is run: `bash <<EOF`, or `RUN <<EOF` of a Dockerfile.
  static bool is_shell(const Words& words) {
    const auto runs = [](const Word& word) { return endpoint::matches("sh|bash|dash|zsh|ssh|*/sh|*/bash", word.text); };
    return words.front().text.starts_with("<<") || std::any_of(words.begin(), words.end(), runs);
  }

  /// Behind the line that ends it; npos where none does.
  [[nodiscard]] std::size_t end_of(const Document& document) const {
    for (auto begin = at_; begin < text_.size();) {
      const auto end = std::min(text_.find('\n', begin), text_.size());
      auto line = text_.substr(begin, end - begin);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (document.indented) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      begin = std::min(end + 1, text_.size());
      if (line == document.word) return begin;
    }
    return npos;
  }

  void take_until(std::string_view end) {
    const auto found = text_.find(end, at_);
    const auto stop = found == npos ? text_.size() : found + end.size();
    word_.text += text_.substr(at_, stop - at_);
    at_ = stop;
  }

  void take_quoted() {
    const auto end = std::min(text_.find('\'', at_ + 1), text_.size());
    word_.text += text_.substr(at_ + 1, end - at_ - 1);
    at_ = std::min(end + 1, text_.size());
  }

  void take_double_quoted() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      word_.text += text_[at_];
    }
    at_ = std::min(at_ + 1, text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool in_word_ = false;
  Word word_;
  std::size_t line_ = 0;  ///< of commands_: the first one of this line
  std::vector<Document> documents_;
  int left_ = 100;  ///< documents without an end that are looked through the text for one
  Words words_;
  std::vector<Words> commands_;
};

}  // namespace

std::vector<Words> commands_of(std::string_view script) {
  return Splitter(script).run();
}

std::string_view assigned_name(std::string_view word) {
  const auto equals = word.find('=');
  if (equals == npos || equals == 0) return {};
  const auto name = word.substr(0, equals);
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
  return plain && std::isdigit(static_cast<unsigned char>(name.front())) == 0 ? name : std::string_view();
}

}  // namespace migrate::survey
