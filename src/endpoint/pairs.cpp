#include "endpoint/readers.hpp"

#include <utility>

namespace migrate::endpoint {

namespace {

class PairsReader {
 public:
  PairsReader(std::string_view text, Anatomy& anatomy) : text_(text), anatomy_(anatomy) {}

  void read() {
    for (skip_blanks(); at_ < text_.size() && !anatomy_.flaw; skip_blanks()) read_pair();
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  void read_pair() {
    const auto begin = at_;
    while (at_ < text_.size() && text_[at_] != '=' && !is_blank(text_[at_])) ++at_;
    Parameter parameter{
        .name = std::string(text_.substr(begin, at_ - begin)), .value = {}, .whole = {}, .value_span = {}};
    const Span name{begin, at_};
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != '=') {
      anatomy_.flaw = Flaw{.span = name,
                           .message = "a word of the connection string is no `keyword=value`",
                           .label = "no `=` after it",
                           .help = "put a value that holds blanks into single quotes: `password='…'`"};
      return;
    }
    ++at_;
    skip_blanks();
    parameter.value_span.begin = at_;
    if (at_ < text_.size() && text_[at_] == '\'') {
      read_quoted(parameter);
    } else {
      read_plain(parameter);
    }
    parameter.value_span.end = at_;
    parameter.whole = {begin, at_};
    anatomy_.parameters.push_back(std::move(parameter));
  }

  void read_plain(Parameter& parameter) {
    for (; at_ < text_.size() && !is_blank(text_[at_]); ++at_) {
      if (text_[at_] == '\\' && ++at_ >= text_.size()) return;
      parameter.value += text_[at_];
    }
  }

  void read_quoted(Parameter& parameter) {
    const auto begin = at_++;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') {
        ++at_;
        return;
      }
      if (text_[at_] == '\\' && ++at_ >= text_.size()) break;
      parameter.value += text_[at_];
    }
    anatomy_.flaw = Flaw{.span = {begin, text_.size()},
                         .message = "a quoted value of the connection string is not closed",
                         .label = "no closing `'` follows",
                         .help = "close it; a quote inside of a value is written `\\'`"};
  }

  std::string_view text_;
  Anatomy& anatomy_;
  std::size_t at_ = 0;
};

}  // namespace

void read_pairs(std::string_view trimmed, Anatomy& anatomy) {
  PairsReader(trimmed, anatomy).read();
}

}  // namespace migrate::endpoint
