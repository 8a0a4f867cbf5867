#include "endpoint/classify_text.hpp"

#include "endpoint/anatomy.hpp"

#include <migrate/endpoint.hpp>

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;

/// Behind the unresolved part that begins at `at`; `at` where none begins.
std::size_t end_of_part(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  const auto behind = [&](std::string_view close) {
    const auto found = text.find(close, at);
    return found == npos ? at : found + close.size();
  };
  if (rest.starts_with("${{") || rest.starts_with("{{")) return behind("}}");
  if (rest.starts_with("${") || rest.starts_with('{')) return behind("}");
  if (rest.starts_with("%(")) return behind(")s");
  if (rest.starts_with("$(")) return behind(")");
  if (rest.starts_with('<')) return behind(">");
  if (!rest.starts_with('$')) return at;
  auto end = at + 1;
  while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '_')) ++end;
  return end == at + 1 ? at : end;
}

/// The text as written, or its decoded form where nothing in it is unresolved.
struct Piece {
  std::string text;
  bool resolved = true;
};

class TextReader {
 public:
  explicit TextReader(std::string_view text) : written_(text), plain_(neutral(text)), anatomy_(dissect(plain_)) {}

  Resolved read() {
    Resolved resolved;
    if (anatomy_.form == Anatomy::Form::url) {
      for (const auto& netloc : anatomy_.netlocs) resolved.hosts.push_back(host_of(netloc));
      resolved.user = piece(anatomy_.user).text;
      resolved.database = piece(anatomy_.database).text;
    }
    if (resolved.hosts.empty()) resolved.hosts.push_back({.host = {}, .hostaddr = {}, .port = "5432"});
    overrule(resolved);
    return resolved;
  }

  [[nodiscard]] const std::string& plain() const { return plain_; }
  bool complete = true;  ///< every host and port is known

 private:
  Piece piece(Span span) const {
    const auto written = std::string_view(written_).substr(span.begin, span.end - span.begin);
    const bool resolved = written == std::string_view(plain_).substr(span.begin, span.end - span.begin);
    return {.text = resolved ? percent_decoded(written).value_or(std::string(written)) : std::string(written),
            .resolved = resolved};
  }

  Host host_of(const Netloc& netloc) {
    auto host = piece(netloc.host);
    // Where libpq ends a password at its first `@`, the drivers of JavaScript and Python end it at the last one.
    if (const auto at = host.text.rfind('@'); at != std::string::npos) host.text.erase(0, at + 1);
    const auto port = netloc.port ? piece(*netloc.port) : Piece{.text = "5432"};
    complete = complete && host.resolved && port.resolved;
    return {.host = host.text, .hostaddr = {}, .port = port.text.empty() ? "5432" : port.text};
  }

  /// Parameters win over the authority.
  void overrule(Resolved& resolved) {
    const auto take = [&](std::string_view name, std::string Host::*member) {
      const auto* parameter = find(anatomy_, name);
      if (parameter == nullptr || parameter->value.empty()) return;
      const auto value = piece(parameter->value_span);
      complete = complete && value.resolved;
      auto text = value.resolved ? parameter->value : value.text;
      resolved.hosts.front().*member = text.substr(0, text.find(','));
    };
    take("host", &Host::host);
    take("hostaddr", &Host::hostaddr);
    take("port", &Host::port);
    if (const auto* user = find(anatomy_, "user")) resolved.user = user->value;
    if (const auto* database = find(anatomy_, "dbname")) resolved.database = database->value;
  }

  std::string_view written_;
  std::string plain_;
  Anatomy anatomy_;
};

}  // namespace

std::string neutral(std::string_view text) {
  std::string plain(text);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = end_of_part(text, at);
    for (auto i = at; i < end; ++i) plain[i] = 'x';
    at = std::max(end, at + 1);
  }
  return plain;
}

Endpoint classify_text(const ConnectionString& given) {
  const auto text = trim(given.text.reveal());
  TextReader reader(text);
  auto resolved = reader.read();
  auto endpoint = classify({.text = Secret(reader.plain()), .origin = given.origin, .target_name = given.target_name},
                           {}, std::move(resolved));
  endpoint.given = given;
  const bool fit = endpoint.mode == Mode::direct || endpoint.mode == Mode::session;
  if (fit && !reader.complete) endpoint.mode = Mode::unknown;
  return endpoint;
}

}  // namespace migrate::endpoint
