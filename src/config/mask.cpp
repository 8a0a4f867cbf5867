#include "config/mask.hpp"

#include <algorithm>

namespace migrate::config {

namespace {

void cover(std::string& text, std::size_t begin, std::size_t end) {
  // `${VARIABLE}` is no secret, and worth seeing.
  if (text.compare(begin, 2, "${") == 0) return;
  std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end), '*');
}

}  // namespace

std::string masked(std::string_view text) {
  std::string out(text);
  for (auto at = out.find("://"); at != std::string::npos; at = out.find("://", at + 3)) {
    const auto end = std::min(out.find_first_of(" \t\r\n\"'", at), out.size());
    const auto host = out.rfind('@', end - 1);
    const auto colon = out.find(':', at + 3);
    if (host != std::string::npos && colon < host && host > at) cover(out, colon + 1, host);
  }
  for (const std::string_view key : {"password=", "sslpassword="}) {
    for (auto at = out.find(key); at != std::string::npos; at = out.find(key, at + 1)) {
      const auto begin = at + key.size();
      cover(out, begin, std::min(out.find_first_of("& \t\r\n\"'", begin), out.size()));
    }
  }
  return out;
}

}  // namespace migrate::config
