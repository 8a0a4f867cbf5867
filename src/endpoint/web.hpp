#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrate::endpoint {

/// A URL as `new URL()` of browsers and Node.js reads it (https://url.spec.whatwg.org, a scheme that is not special).
struct WebUrl {
  std::string_view user;
  std::string_view password;
  std::string host;  ///< an IPv6 address in its brackets, percent-encoding kept
  std::string port;  ///< digits without leading zeros, or empty
  std::string path;  ///< without its first `/`, percent-encoding kept
  std::vector<std::pair<std::string, std::string>> parameters;  ///< decoded, in their order
};
/// Where a URL shows host and port: behind the last `@`.
Span place_in(std::string_view text);

/// Nothing where `new URL()` throws.
std::optional<WebUrl> read_as_web(std::string_view text);

/// An IPv6 address as that serialiser writes it: `2001:0DB8::1` becomes `[2001:db8::1]`; nothing where it is none.
std::optional<std::string> host_in_brackets(std::string_view address);

/// `a=b&c=d` with `%` and `+` decoded.
std::vector<std::pair<std::string, std::string>> form_decoded(std::string_view query);

/// The last parameter of that name, else "".
std::string parameter(const WebUrl& url, std::string_view name);

}  // namespace migrate::endpoint
