#include "endpoint/locate.hpp"

#include "endpoint/anatomy.hpp"

#include <algorithm>
#include <vector>

namespace migrate::endpoint {

namespace {

std::string_view piece(std::string_view text, Span span) {
  return text.substr(span.begin, span.end - span.begin);
}

/// The element of a comma-separated list, or all of it where it was written in an encoded form.
Span element(std::string_view text, const Parameter& parameter, std::size_t index) {
  const auto written = piece(text, parameter.value_span);
  if (written != parameter.value || written.find(',') == std::string_view::npos) return parameter.value_span;
  auto begin = parameter.value_span.begin;
  for (; index > 0; --index) {
    const auto comma = text.find(',', begin);
    if (comma >= parameter.value_span.end) return parameter.value_span;
    begin = comma + 1;
  }
  return {begin, std::min(text.find(',', begin), parameter.value_span.end)};
}

/// A query parameter wins over the authority, as in libpq.
std::optional<Span> written_at(const Anatomy& anatomy, std::string_view text, std::string_view name, std::size_t index,
                               std::optional<Span> in_authority) {
  if (const auto* parameter = find(anatomy, name)) {
    return parameter->value.empty() ? std::nullopt : std::optional(element(text, *parameter, index));
  }
  return in_authority && in_authority->begin < in_authority->end ? in_authority : std::nullopt;
}

std::optional<Span> if_same(std::optional<Span> span, std::string_view text, std::string_view resolved) {
  if (!span) return std::nullopt;
  const auto written = piece(text, *span);
  // A span that holds a whole list, or a quoted or encoded value, is shown as it is.
  const bool plain = written.find_first_of("%,'\\") == std::string_view::npos;
  return !plain || written == resolved ? span : std::nullopt;
}

}  // namespace

Located locate(const Anatomy& anatomy, std::string_view trimmed, const Resolved& resolved, std::size_t index) {
  std::optional<Span> host;
  std::optional<Span> port;
  if (!anatomy.netlocs.empty()) {
    const auto& netloc = anatomy.netlocs[std::min(index, anatomy.netlocs.size() - 1)];
    host = netloc.host;
    port = netloc.port;
  }
  const auto dialled = index < resolved.hosts.size() ? resolved.hosts[index] : Host{};
  auto host_span = if_same(written_at(anatomy, trimmed, "host", index, host), trimmed, dialled.host);
  if (!host_span) host_span = if_same(written_at(anatomy, trimmed, "hostaddr", index, {}), trimmed, dialled.hostaddr);
  return {.host = host_span,
          .port = if_same(written_at(anatomy, trimmed, "port", index, port), trimmed, dialled.port),
          .user = if_same(written_at(anatomy, trimmed, "user", 0, anatomy.user), trimmed, resolved.user)};
}

}  // namespace migrate::endpoint
