#include "sources/drizzle.hpp"

#include "sql/tokens.hpp"

namespace migrate::sources::drizzle {

namespace {

constexpr std::string_view breakpoint = "--> statement-breakpoint";

}  // namespace

std::string with_ends(const std::string& text) {
  if (text.find(breakpoint) == std::string::npos) return text;
  std::string ended;
  std::size_t copied = 0;
  std::size_t last = 0;  // the end of the token before
  bool open = false;
  sql::Tokens tokens(text);
  const auto close_before = [&](std::size_t next) {
    const auto between = std::string_view(text).substr(last, next - last);
    if (!open || between.find(breakpoint) == std::string_view::npos) return;
    ended.append(text, copied, last - copied);
    ended += ';';
    copied = last;
  };
  for (auto token = tokens.next(); token; token = tokens.next()) {
    close_before(token->begin);
    open = text[token->begin] != ';';
    last = token->end;
  }
  ended.append(text, copied, std::string::npos);
  return ended;
}

}  // namespace migrate::sources::drizzle
