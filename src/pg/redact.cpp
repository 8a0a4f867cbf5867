#include "pg/redact.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace migrate::pg {

namespace {

// Shorter pieces would hit ordinary words.
constexpr std::size_t shortest = 4;

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return encoded;
}

/// The pieces that a parser makes of a password with `@`, `/` or the like in it.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find_first_of("@:/#?%", begin), text.size());
    if (end - begin >= shortest) found.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return found;
}

}  // namespace

Redactor::Redactor(const std::vector<Secret>& secrets) {
  for (const auto& secret : secrets) {
    const auto& text = secret.reveal();
    if (text.empty()) continue;
    forms_.push_back(text);
    forms_.push_back(percent_encoded(text));
    const auto parts = pieces(text);
    forms_.insert(forms_.end(), parts.begin(), parts.end());
  }
  std::sort(forms_.begin(), forms_.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  forms_.erase(std::unique(forms_.begin(), forms_.end()), forms_.end());
}

std::string Redactor::operator()(std::string_view text) const {
  std::string clean(text);
  for (const auto& form : forms_) {
    if (form.size() < shortest) continue;
    for (auto at = clean.find(form); at != std::string::npos; at = clean.find(form, at + 3)) {
      clean.replace(at, form.size(), "***");
    }
  }
  return clean;
}

std::string without_quoted(std::string_view text, std::string_view shown) {
  std::string clean;
  while (!text.empty()) {
    const auto open = text.find('"');
    clean += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = text.find('"', open + 1);
    const auto quoted = text.substr(open + 1, close - open - 1);
    const bool harmless = close != std::string_view::npos && shown.find(quoted) != std::string_view::npos;
    clean += harmless ? '"' + std::string(quoted) + '"' : "\"***\"";
    if (close == std::string_view::npos) break;
    text.remove_prefix(close + 1);
  }
  return clean;
}

}  // namespace migrate::pg
