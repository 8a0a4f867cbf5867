#include "pg/wire.hpp"

#include <migrate/advice.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace migrate::pg {

namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::vector<std::string> list(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(',', begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) return parts;
    begin = end + 1;
  }
}

std::string take(std::map<std::string, std::string>& values, const std::string& name) {
  auto node = values.extract(name);
  return node.empty() ? std::string() : node.mapped();
}

endpoint::Resolved resolved(std::map<std::string, std::string> values) {
  endpoint::Resolved found;
  const auto names = list(take(values, "host"));
  const auto addresses = list(take(values, "hostaddr"));
  const auto ports = list(take(values, "port"));
  const auto of = [](const std::vector<std::string>& all, std::size_t i) {
    return i < all.size() ? all[i] : std::string();
  };
  for (std::size_t i = 0; i < std::max(names.size(), addresses.size()); ++i) {
    // One port serves all hosts; an empty one is the default.
    const auto port = ports.size() == 1 ? ports.front() : of(ports, i);
    found.hosts.push_back({.host = of(names, i), .hostaddr = of(addresses, i), .port = port.empty() ? "5432" : port});
  }
  found.user = take(values, "user");
  found.database = take(values, "dbname");
  found.sslmode = take(values, "sslmode");
  found.password = Secret(take(values, "password"));
  values.erase("target_session_attrs");
  // The service is in the values already; named again it would be read again.
  values.erase("service");
  values.erase("servicefile");
  found.rest = std::move(values);
  return found;
}

/// The word that libpq complains about, where the masked string shows it; else all of it.
Span place_of(std::string_view reason, std::string_view text) {
  const auto open = reason.find('"');
  const auto close = open == std::string_view::npos ? open : reason.find('"', open + 1);
  const auto word = close == std::string_view::npos ? "" : reason.substr(open + 1, close - open - 1);
  const auto at = word.empty() || word == "***" ? std::string_view::npos : text.rfind(word);
  return at == std::string_view::npos ? Span{.begin = 0, .end = text.size()}
                                      : Span{.begin = at, .end = at + word.size()};
}

Diagnostic unreadable(const Secret& conninfo, const std::string& origin, std::string_view said) {
  const auto text = endpoint::masked(conninfo.reveal());
  const auto source = std::make_shared<const Source>(Source{.name = origin, .text = text, .kind = Source::Kind::value});
  auto reason = text::printable(without_quoted(said.substr(0, said.find_last_not_of(" \n") + 1), text));
  const auto span = place_of(reason, text);
  auto help = advice::for_fault({.sqlstate = "", .message = reason});
  if (help.empty()) {
    help =
        "write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE, with `%`, `@`, `:`, `/`, `#` and `?` of the "
        "password percent-encoded";
  }
  return {.code = "M0116",
          .message = "this is no connection string that Postgres understands",
          .labels = {{.source = source, .span = span, .text = std::move(reason)}},
          .notes = {},
          .helps = {std::move(help)}};
}

}  // namespace

Result<endpoint::Resolved> resolve(const Secret& conninfo, const std::string& origin) {
  // libpq reads URL, service file, environment and defaults, and then refuses this value before any look-up or socket.
  const std::array<const char*, 3> names = {"dbname", "target_session_attrs", nullptr};
  const std::array<const char*, 3> values = {conninfo.reveal().c_str(), "__no_dial__", nullptr};
  // An empty string and a bare word would be names of databases; a bare word is a mistake more often.
  const Link link(PQconnectStartParams(names.data(), values.data(), 1));
  const std::string_view said = link ? PQerrorMessage(link.get()) : "out of memory";
  const auto& text = conninfo.reveal();
  const bool is_conninfo = text.find('=') != std::string::npos || text.find("://") != std::string::npos;
  if (said.find("invalid target_session_attrs value") == std::string_view::npos)
    return fail(unreadable(conninfo, origin, said));
  if (!is_conninfo) return fail(unreadable(conninfo, origin, "neither a URL nor `keyword=value` pairs"));

  const std::unique_ptr<PQconninfoOption, FreeOptions> all(PQconninfo(link.get()));
  std::map<std::string, std::string> found;
  for (const auto* option = all.get(); option != nullptr && option->keyword != nullptr; ++option) {
    if (option->val != nullptr && *option->val != '\0') found.emplace(option->keyword, option->val);
  }
  return resolved(std::move(found));
}

}  // namespace migrate::pg
