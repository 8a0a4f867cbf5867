#include "survey/shell.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::survey {

namespace {

constexpr auto npos = std::string_view::npos;

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
    if (c == '\n' || std::string_view(";|&()").find(c) != npos) return ++at_, end_command();
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
