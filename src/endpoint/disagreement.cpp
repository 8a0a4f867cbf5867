#include "endpoint/drivers.hpp"
#include "endpoint/mask.hpp"
#include "endpoint/parameters.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace migrate::endpoint {

namespace {

constexpr auto npos = std::string_view::npos;

/// A URL taken apart.
struct Reading {
  std::string_view text;
  Anatomy anatomy;
  Masked masked;
  [[nodiscard]] std::string_view piece(Span span) const { return text.substr(span.begin, span.end - span.begin); }
};

std::string shown(const Dialled& places) {
  std::string out;
  for (const auto& [host, port] : places) {
    const bool version_6 = host.find(':') != npos && !host.starts_with('[');
    out += fmt::format("{}{}{}{}:{}", out.empty() ? "" : ", ", version_6 ? "[" : "", text::printable(host),
                       version_6 ? "]" : "", text::printable(port));
  }
  return out;
}

bool takes_from_password(const Heard& heard, const Masked& masked) {
  return std::any_of(masked.secrets.begin(), masked.secrets.end(), [&](Span secret) {
    return std::any_of(heard.places.begin(), heard.places.end(), [&](const Heard::Place& place) {
      return place.from.begin < secret.end && secret.begin < place.from.end;
    });
  });
}

/// "dials h:5432", "refuses it"; no piece of a password is shown as a host.
std::string said_of(const Driver& driver, const Heard& heard, const Truth& truth, const Reading& reading) {
  if (heard.refused) return fmt::format("{} refuses it", driver.name);
  if (takes_from_password(heard, reading.masked))
    return fmt::format("{} takes a piece of the password for the host or the port", driver.name);
  const bool other = !truth.database.empty() && !heard.database.empty() && heard.database != truth.database;
  return fmt::format("{} dials {}{}", driver.name, shown(dialled(driver, heard, truth)),
                     other ? ", database " + text::printable(heard.database) : "");
}

bool is_meant_for(const Driver& driver, std::string_view url) {
  return !driver.wants_plain_scheme || url.substr(0, url.find("://")).find('+') == npos;
}

/// Who reads `url` otherwise than libpq.
std::vector<std::string> objections(std::string_view url, const Truth& truth, const Reading& reading) {
  std::vector<std::string> out;
  for (const auto& driver : drivers) {
    if (!is_meant_for(driver, url)) continue;
    const auto heard = driver.read(url);
    if (!agrees(driver, heard, truth)) out.push_back(said_of(driver, heard, truth, reading));
  }
  return out;
}

/// The characters that programs read differently.
struct Cause {
  Span span;
  std::string label;
  std::string help = {};
};

std::optional<Cause> cause_behind_authority(const Reading& reading) {
  for (const auto* name : {"port", "host", "hostaddr", "dbname"}) {
    const auto* parameter = find(reading.anatomy, name);
    if (parameter != nullptr) return Cause{.span = parameter->whole, .label = "wins for libpq, not for all others"};
  }
  const auto database = reading.anatomy.database;
  const auto hash = reading.piece(database).find('#');
  if (hash == npos) return std::nullopt;
  return Cause{.span = {database.begin + hash, database.end}, .label = "belongs to the database's name for libpq"};
}

Cause cause_of(const Reading& reading) {
  if (auto cause = cause_behind_authority(reading)) return *std::move(cause);
  const auto& anatomy = reading.anatomy;
  if (reading.piece(anatomy.password).find_first_of("#?") != npos) {
    return {.span = anatomy.password,
            .label = "a `#` or `?` stands in here",
            .help = "percent-encode the password: `#` is written `%23`, `?` is `%3F`"};
  }
  const auto& first = anatomy.netlocs.front();
  const auto& last = anatomy.netlocs.back();
  const Span place{first.host.begin, last.port ? last.port->end : last.host.end};
  if (anatomy.netlocs.size() > 1)
    return {.span = place, .label = "a list of hosts", .help = "give the application a URL with one host"};
  if (first.host.begin > 0 && reading.text[first.host.begin - 1] == '[')
    return {.span = first.host, .label = "an IPv6 address", .help = "write a host name in place of the address"};
  if (reading.piece(place).find('%') != npos) return {.span = place, .label = "percent-encoded"};
  if (!first.port && place.begin < place.end) return {.span = place, .label = "no port follows"};
  return {.span = {0, reading.text.size()}, .label = "read differently"};
}

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-._~").find(c) != npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// The parameters that neither name the place nor the login.
std::string rest_of_query(const Reading& reading) {
  constexpr std::string_view elsewhere[] = {"host", "hostaddr", "port", "dbname", "user"};
  std::string out;
  for (const auto& one : reading.anatomy.parameters) {
    const bool moved = std::find(std::begin(elsewhere), std::end(elsewhere), one.name) != std::end(elsewhere);
    if (moved || is_secret_parameter(one.name)) continue;
    out += (out.empty() ? "?" : "&") + std::string(reading.piece(one.whole));
  }
  return out;
}

/// The same connection, as all programs read it alike; nothing where there is no such text.
std::string rewritten(const Reading& reading, const Resolved& resolved, const Truth& truth) {
  if (truth.places.size() != 1) return {};
  const auto& anatomy = reading.anatomy;
  const bool user = anatomy.user.begin < anatomy.user.end || find(anatomy, "user") != nullptr;
  const auto login = !user                            ? std::string()
                     : reading.masked.secrets.empty() ? encoded(resolved.user) + "@"
                                                      : encoded(resolved.user) + ":***@";
  const auto scheme = reading.text.substr(0, reading.text.find("://"));
  const auto url = fmt::format("{}://{}{}/{}{}", scheme, login, shown(truth.places), encoded(truth.database),
                               rest_of_query(reading));
  return objections(url, truth, reading).empty() ? masked(url) : "";
}

/// Given to this program alone: no other one reads it.
bool is_shared(std::string_view origin) {
  return origin != "--url" && !origin.starts_with("$MIGRATE_DATABASE_URL,");
}

bool is_socket(const Host& host) {
  return host.hostaddr.empty() && (host.host.empty() || host.host.starts_with('/') || host.host.starts_with('@'));
}

bool names_host(const Reading& reading) {
  const auto& anatomy = reading.anatomy;
  if (anatomy.form != Anatomy::Form::url || anatomy.flaw || anatomy.scheme_span.end != anatomy.scheme.size())
    return false;
  return reading.piece(anatomy.netlocs.front().host) != "" || find(anatomy, "host") != nullptr ||
         find(anatomy, "hostaddr") != nullptr;
}

}  // namespace

std::optional<Diagnostic> disagreement(const ConnectionString& given, const Resolved& resolved) {
  const auto text = trim(given.text.reveal());
  const Reading reading{.text = text, .anatomy = dissect(text), .masked = mask(text)};
  const bool local = std::all_of(resolved.hosts.begin(), resolved.hosts.end(), is_socket);
  if (!is_shared(given.origin) || !names_host(reading) || local) return std::nullopt;

  const auto truth = truth_of(reading.anatomy, resolved);
  auto notes = objections(text, truth, reading);
  if (notes.empty()) return std::nullopt;
  const auto database = truth.database.empty() ? "" : ", database " + text::printable(truth.database);
  notes.insert(notes.begin(), fmt::format("`migrate`, as libpq, dials {}{}", shown(truth.places), database));

  const auto cause = cause_of(reading);
  const auto source =
      std::make_shared<Source>(Source{.name = given.origin, .text = reading.masked.text, .kind = Source::Kind::value});
  Diagnostic diagnostic{.code = "M0130",
                        .severity = Severity::warning,
                        .message = "programs disagree about where this connection string leads",
                        .labels = {{.source = source, .span = reading.masked.shown(cause.span), .text = cause.label}},
                        .notes = std::move(notes),
                        .helps = {}};
  const auto url = cause.help.empty() ? rewritten(reading, resolved, truth) : "";
  if (!cause.help.empty()) diagnostic.helps.push_back(cause.help);
  if (!url.empty()) diagnostic.helps.push_back("write it so that all read it alike: " + url);
  return diagnostic;
}

}  // namespace migrate::endpoint
