#include "endpoint/web.hpp"

#include "endpoint/anatomy.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;

}  // namespace

std::optional<std::string> host_in_brackets(std::string_view address) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1) return std::nullopt;
  return fmt::format("[{}]", inet_ntop(AF_INET6, bytes.data(), text.data(), text.size()));
}

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string encoded(std::string_view text, std::string_view also) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool kept = byte >= 0x20 && byte < 0x7F && also.find(c) == npos;
    out += kept ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

std::optional<std::string> plain_host(std::string_view host) {
  if (host.find_first_of(" <>@[\\]^|") != npos) return std::nullopt;
  return encoded(host, "");
}

std::optional<std::string> port_of(std::string_view port) {
  if (!std::all_of(port.begin(), port.end(), is_digit)) return std::nullopt;
  if (port.empty()) return "";
  port.remove_prefix(std::min(port.find_first_not_of('0'), port.size() - 1));
  const bool fits = port.size() < 5 || (port.size() == 5 && port <= "65535");
  return fits ? std::optional<std::string>(port) : std::nullopt;
}

std::string decoded(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '+', ' ');
  return percent_decoded(blanks).value_or(blanks);
}

/// Host and port: what stands between the last `@` and the path.
bool read_place(std::string_view text, WebUrl& url) {
  const bool bracket = text.starts_with('[');
  const auto close = bracket ? text.find(']') : npos;
  if (bracket && close == npos) return false;
  const auto colon = text.find(':', bracket ? close : 0);
  const auto end = std::min(colon, text.size());
  if (bracket && end != close + 1) return false;
  auto host = bracket ? host_in_brackets(text.substr(1, close - 1)) : plain_host(text.substr(0, end));
  auto port = port_of(colon == npos ? "" : text.substr(colon + 1));
  if (!host || !port || (host->empty() && colon != npos)) return false;
  url.host = *std::move(host);
  url.port = *std::move(port);
  return true;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> form_decoded(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!query.empty()) {
    const auto one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(one.size() + 1, query.size()));
    if (one.empty()) continue;
    const auto equals = one.find('=');
    out.emplace_back(decoded(one.substr(0, equals)), equals == npos ? "" : decoded(one.substr(equals + 1)));
  }
  return out;
}

Span place_in(std::string_view text) {
  const auto begin = std::min(text.find("://"), text.size()) + 3;
  const auto end = std::min(text.find_first_of("/?#", begin), text.size());
  const auto at = text.substr(0, end).rfind('@');
  return {at == npos || at < begin ? std::min(begin, end) : at + 1, end};
}

std::optional<WebUrl> read_as_web(std::string_view text) {
  const auto slashes = text.find("://");
  if (slashes == npos) return std::nullopt;
  const auto begin = slashes + 3;
  // A `#` ends everything in front of it; for libpq it is a character like others.
  text = text.substr(0, text.find('#', begin));
  const auto end = std::min(text.find_first_of("/?", begin), text.size());
  const auto authority = text.substr(begin, end - begin);

  WebUrl url;
  const auto at = authority.rfind('@');
  const auto host = at == npos ? 0 : at + 1;
  if (at != npos) {
    const auto user = authority.substr(0, at);
    const auto colon = user.find(':');
    url.user = user.substr(0, colon);
    if (colon != npos) url.password = user.substr(colon + 1);
    if (host == authority.size()) return std::nullopt;
  }
  if (!read_place(authority.substr(host), url)) return std::nullopt;

  const auto question = std::min(text.find('?', end), text.size());
  if (end < question) url.path = encoded(text.substr(end + 1, question - end - 1), " \"<>`{}");
  if (question < text.size()) url.parameters = form_decoded(text.substr(question + 1));
  return url;
}

std::string parameter(const WebUrl& url, std::string_view name) {
  const auto found =
      std::find_if(url.parameters.rbegin(), url.parameters.rend(), [&](const auto& one) { return one.first == name; });
  return found == url.parameters.rend() ? std::string() : found->second;
}

}  // namespace migrate::endpoint
