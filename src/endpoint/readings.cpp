#include "endpoint/drivers.hpp"
#include "endpoint/web.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

// Each reading was compared with the driver itself: tests/tools/drivers.py.
namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;
const Heard refused{.refused = true};

/// JavaScript's decodeURIComponent; nothing where it throws.
std::optional<std::string> component(std::string_view text) {
  auto out = percent_decoded(text);
  if (out && text::invalid_utf8(*out)) return std::nullopt;
  return out;
}

/// JavaScript's decodeURI: what separates the parts of a URL stays encoded.
std::string uri_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto one = text[i] == '%' ? percent_decoded(text.substr(i, 3)) : std::nullopt;
    const bool decode = one && one->size() == 1 && std::string_view(";/?:@&=+$,#").find(one->front()) == npos;
    out += decode ? *one : std::string(1, text[i]);
    if (decode) i += 2;
  }
  return out;
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// JavaScript's parseInt, as text; nothing where it gives NaN.
std::optional<std::string> leading_number(std::string_view text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  if (end == 0) return std::nullopt;
  text = text.substr(0, end);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  return std::string(text);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  while (true) {
    const auto end = text.find(separator);
    out.push_back(text.substr(0, end));
    if (end == npos) return out;
    text.remove_prefix(end + 1);
  }
}

Heard as_url(std::string_view text) {
  const auto url = read_as_web(text);
  if (!url) return refused;
  return {.places = {{.host = url->host, .port = url->port, .from = place_in(text)}},
          .database = component(url->path).value_or(url->path)};
}

/// JavaScript's encodeURI, and what pg-connection-string takes back of it.
std::string uri_encoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool plain = is_alphanumeric(text[i]) || std::string_view(";,/?:@&=+$-_.!~*'()#").find(text[i]) != npos;
    const bool kept = text[i] == '%' && leading_number(text.substr(i + 1, 1)) && leading_number(text.substr(i + 2, 1));
    out += plain || kept ? std::string(1, text[i]) : fmt::format("%{:02X}", static_cast<unsigned char>(text[i]));
  }
  return out;
}

/// pg-connection-string 2.14
Heard as_node_pg(std::string_view text) {
  // One blank, and it encodes all of the text a second time.
  auto given = text.find(' ') == npos ? std::string(text) : uri_encoded(text);
  auto url = read_as_web(given);
  if (!url) {
    const auto at = given.find("@/");
    if (at == npos) return refused;
    given.insert(at + 1, "___DUMMY___");
    url = read_as_web(given);
    if (!url) return refused;
    url->host.clear();
  }
  const bool bracket = url->host.starts_with('[');
  auto host = component(bracket ? std::string_view(url->host).substr(1, url->host.size() - 2) : url->host);
  if (!host || !component(url->user) || !component(url->password)) return refused;
  if (const auto wins = parameter(*url, "host"); !wins.empty()) host = wins;
  auto port = parameter(*url, "port");
  if (port.empty()) port = url->port;
  const auto number = leading_number(port);
  if (!port.empty() && !number) return refused;
  return {.places = {{.host = *host, .port = number.value_or(""), .from = place_in(text)}},
          .database = uri_decoded(url->path)};
}

/// postgres 3.4
Heard as_postgres_js(std::string_view text) {
  auto authority = text.substr(text.find("://") + 3);
  authority = authority.substr(0, authority.find_first_of("?/"));
  authority.remove_prefix(authority.find('@') + 1);
  const auto list = component(authority);
  if (!list) return refused;
  std::string first(text);
  if (const auto at = first.find(*list); at != npos && !list->empty())
    first.replace(at, list->size(), list->substr(0, list->find(',')));
  const auto url = read_as_web(first);
  if (!url || !component(url->user) || !component(url->password)) return refused;
  const auto attributes = parameter(*url, "target_session_attrs");
  if (!attributes.empty() && attributes != "read-write" && attributes != "read-only" && attributes != "primary" &&
      attributes != "standby" && attributes != "prefer-standby")
    return refused;

  const auto hosts = list->find(',') == npos ? url->host : *list;
  Heard heard{.places = {}, .database = url->path};
  for (const auto one : split(hosts, ',')) {
    const auto parts = split(one, ':');
    const auto port = parts.size() > 1 && !parts[1].empty() ? parts[1] : std::string_view(url->port);
    const auto number = leading_number(port);
    if (!port.empty() && !number) return refused;
    heard.places.push_back({.host = std::string(parts[0]), .port = number.value_or(""), .from = place_in(text)});
  }
  return heard;
}

/// The groups of SQLAlchemy's regular expression.
struct Groups {
  std::string_view host;
  std::optional<std::string_view> port;
  std::string_view database;
  std::string_view query;
  Span place;
};
Groups groups_of(std::string_view text) {
  const auto begin = text.find("://") + 3;
  auto at = begin;
  const auto run = std::min(text.find_first_of(":/", begin), text.size());
  const auto behind_password = run < text.size() && text[run] == ':' ? text.find('@', run) : npos;
  const auto behind_user = text.substr(0, run).rfind('@');
  if (behind_password != npos) {
    at = behind_password + 1;
  } else if (behind_user != npos && behind_user >= begin) {
    at = behind_user + 1;
  }
  Groups groups{.host = {}, .port = {}, .database = {}, .query = {}, .place = {at, at}};
  const auto end = std::min(text.find_first_of("/?", at), text.size());
  const auto close = text.substr(0, end).rfind(']');
  if (at < end && text[at] == '[' && close != npos && close > at + 1) {
    groups.host = text.substr(at + 1, close - at - 1);
    at = close + 1;
  } else {
    const auto host_end = std::min(text.find(':', at), end);
    groups.host = text.substr(at, host_end - at);
    at = host_end;
  }
  if (at < end && text[at] == ':') {
    groups.port = text.substr(at + 1, end - at - 1);
    at = end;
  }
  groups.place.end = at;
  if (at >= text.size() || (text[at] != '/' && text[at] != '?')) return groups;
  const auto question = std::min(text.find('?', at), text.size());
  if (at < question) groups.database = text.substr(at + 1, question - at - 1);
  if (question < text.size()) groups.query = text.substr(question + 1);
  return groups;
}

/// SQLAlchemy 1.4 and 2.0 with psycopg, which hands the parts to libpq.
Heard as_sqlalchemy(std::string_view text) {
  const auto groups = groups_of(text);
  const auto number = leading_number(groups.port.value_or(""));
  if (groups.port && (!number || groups.port->find_first_not_of("0123456789") != npos)) return refused;
  auto parameters = form_decoded(groups.query);
  std::erase_if(parameters, [](const auto& one) { return one.second.empty(); });
  const auto take = [&](std::string_view name, std::string_view otherwise) {
    std::vector<std::string> values;
    for (const auto& one : parameters) {
      if (one.first == name) values.push_back(one.second);
    }
    return values.empty() ? std::vector{std::string(otherwise)} : values;
  };
  const auto host = take("host", groups.host);
  const auto port = take("port", number.value_or(""));
  const auto address = take("hostaddr", "");
  const auto database = take("dbname", "");
  // Repeated parameters are lists, which psycopg does not take; hosts are made one text.
  if (port.size() > 1 || address.size() > 1 || database.size() > 1) return refused;
  const auto list = fmt::format("{}", fmt::join(host, ","));
  const bool uneven = split(list, ',').size() != host.size();
  if (host.size() > 1 && (!port[0].empty() || !address[0].empty() || uneven)) return refused;
  if (!groups.database.empty() && !database[0].empty()) return refused;

  const auto hosts = split(address[0].empty() ? list : address[0], ',');
  const auto ports = split(port[0], ',');
  if (ports.size() > 1 && ports.size() != hosts.size()) return refused;
  Heard heard{.places = {}, .database = groups.database.empty() ? database[0] : std::string(groups.database)};
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    heard.places.push_back({.host = std::string(hosts[i]),
                            .port = std::string(ports.size() > 1 ? ports[i] : ports[0]),
                            .from = groups.place});
  }
  return heard;
}

constexpr Driver rows[] = {
    {.name = "node-pg", .read = as_node_pg},
    {.name = "postgres.js", .read = as_postgres_js},
    {.name = "`new URL()`", .read = as_url, .asks_environment = false},
    {.name = "SQLAlchemy", .read = as_sqlalchemy, .wants_plain_scheme = false},
};

}  // namespace

const std::span<const Driver> drivers = rows;

}  // namespace migrate::endpoint
