#include <migrate/advice.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace migrate::advice {

namespace {

using endpoint::Endpoint;
using endpoint::Mode;

/// How a provider serves a mode: the host by name or by a change of its name, and the port.
struct Way {
  std::string_view provider;
  Mode mode;
  std::string_view cut = {};  ///< of the host
  std::string_view add = {};  ///< before the host's first dot
  std::string_view put = {};  ///< before the host
  std::string_view port = {};
};
constexpr Way ways[] = {
    {.provider = "Neon", .mode = Mode::direct, .cut = "-pooler"},
    {.provider = "Neon", .mode = Mode::transaction, .cut = "-pooler", .add = "-pooler"},
    {.provider = "Prisma Postgres", .mode = Mode::direct, .cut = "pooled."},
    {.provider = "Prisma Postgres", .mode = Mode::transaction, .cut = "pooled.", .put = "pooled."},
    {.provider = "PlanetScale", .mode = Mode::direct, .port = "5432"},
    {.provider = "PlanetScale", .mode = Mode::transaction, .port = "6432"},
    {.provider = "Azure", .mode = Mode::direct, .port = "5432"},
    {.provider = "Azure", .mode = Mode::transaction, .port = "6432"},
};

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string lower(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

bool is_shared_pooler(const std::string& host) {
  const auto name = lower(host);
  return name.ends_with("pooler.supabase.com") || name.ends_with("pooler.supabase.green");
}

Diagnostic with_place(Diagnostic diagnostic, const Endpoint& from, std::string label) {
  const auto text = endpoint::masked(from.given.text.reveal());
  diagnostic.labels.push_back({.source = std::make_shared<const Source>(
                                   Source{.name = from.given.origin, .text = text, .kind = Source::Kind::value}),
                               .span = {.begin = 0, .end = text.size()},
                               .text = std::move(label)});
  return diagnostic;
}

Result<Parts> as_given(const Endpoint& from) {
  const auto& resolved = from.resolved;
  if (resolved.hosts.size() != 1) {
    return fail(with_place({.code = "M0702",
                            .message = "settings are printed for one host",
                            .labels = {},
                            .notes = {},
                            .helps = {"give the URL of the primary alone"}},
                           from, text::count(resolved.hosts.size(), "host")));
  }
  const auto& one = resolved.hosts.front();
  const auto& host = one.host.empty() ? one.hostaddr : one.host;
  if (host.empty() || host.starts_with('/') || host.starts_with('@')) {
    return fail(
        with_place({.code = "M0702",
                    .message = "settings are printed for a host, and this is a socket",
                    .labels = {},
                    .notes = {"drivers write socket folders in different ways"},
                    .helps = {"give a URL with a host and a port: `postgresql://USER@localhost:5432/DATABASE`"}},
                   from, "no host"));
  }
  const auto rootcert = resolved.rest.find("sslrootcert");
  return Parts{.host = host,
               .port = one.port,
               .user = resolved.user,
               .database = resolved.database.empty() ? resolved.user : resolved.database,
               .provider = from.provider,
               .mode = from.mode,
               .local = is_loopback(host),
               .sslmode = resolved.sslmode,
               .sslrootcert = rootcert == resolved.rest.end() ? "" : rootcert->second};
}

Diagnostic no_pooler(const Endpoint& from, Mode to) {
  const std::string_view port = to == Mode::transaction ? "6543" : "5432";
  Diagnostic diagnostic{
      .code = "M0700",
      .message = "the host of the shared pooler is not known",
      .labels = {},
      .notes = {"it is `aws-0-…`, `aws-1-…` and so on, and cannot be told from the project or the region"},
      .helps = {fmt::format("copy the pooler's URL from the project's dashboard (Connect), and give it: "
                            "`migrate url \"postgresql://postgres.{}@…pooler.supabase.com:{}/postgres\"`",
                            from.reference, port),
                "or let the Supabase CLI write it: `supabase link` puts it into supabase/.temp/pooler-url"}};
  if (to == Mode::transaction) {
    diagnostic.helps.push_back(
        fmt::format("or, where the project has the dedicated pooler: `migrate url "
                    "\"postgresql://postgres@db.{}.supabase.co:6543/postgres\"`",
                    from.reference));
  }
  return with_place(std::move(diagnostic), from, "names no pooler");
}

/// `postgres.<reference>` on the pooler, `postgres` on the database.
std::string role_of(const Endpoint& from) {
  const auto& user = from.resolved.user;
  const auto suffix = "." + from.reference;
  return user.ends_with(suffix) ? user.substr(0, user.size() - suffix.size()) : user;
}

Result<Parts> on_supabase(const Endpoint& from, Parts parts, Mode to, const std::optional<Pooler>& pooler) {
  const auto role = role_of(from);
  if (to == Mode::direct) {
    // A project's domain is among what the text shows only where it leads to the database itself.
    const bool shared = is_shared_pooler(parts.host);
    const bool green = lower(parts.host).ends_with(".green");
    if (shared) parts.host = fmt::format("db.{}.supabase.{}", from.reference, green ? "red" : "co");
    parts.user = role;
    parts.port = "5432";
    return parts;
  }
  if (!pooler || pooler->reference != from.reference) return fail(no_pooler(from, to));
  parts.host = pooler->host;
  parts.user = role + "." + from.reference;
  parts.port = to == Mode::transaction ? "6543" : "5432";
  return parts;
}

Diagnostic not_known(const Endpoint& from, Mode to) {
  return with_place({.code = "M0701",
                     .message = fmt::format("how `{}` serves a {} is not known", endpoint::address(from),
                                            to == Mode::direct ? "direct connection" : endpoint::name_of(to)),
                     .labels = {},
                     .notes = {},
                     .helps = {"ask the provider, or its dashboard, for that URL and give it: `migrate url URL`"}},
                    from, std::string(endpoint::name_of(from.mode)));
}

std::string changed(std::string host, const Way& way) {
  const auto at = host.find(way.cut);
  if (!way.cut.empty() && at != std::string::npos) host.erase(at, way.cut.size());
  if (!way.add.empty()) host.insert(std::min(host.find('.'), host.size()), way.add);
  return std::string(way.put) + host;
}

}  // namespace

std::optional<Pooler> pooler_of(const Endpoint& endpoint) {
  if (endpoint.resolved.hosts.size() != 1 || endpoint.reference.empty()) return std::nullopt;
  const auto& host = endpoint.resolved.hosts.front().host;
  if (!is_shared_pooler(host)) return std::nullopt;
  return Pooler{.host = host, .reference = endpoint.reference};
}

Result<Parts> convert(const Endpoint& from, Mode to, const std::optional<Pooler>& pooler) {
  auto parts = as_given(from);
  if (!parts) return parts;
  const auto own = pooler_of(from);
  // On the shared pooler the port makes the mode, whatever a parameter of the URL says.
  if (from.mode == to && !own) return parts;
  parts->mode = to;
  const bool primary = from.mode != Mode::replica && from.mode != Mode::foreign;
  if (primary && from.provider == "Supabase" && !from.reference.empty())
    return on_supabase(from, *std::move(parts), to, own ? own : pooler);
  const auto* way = std::find_if(std::begin(ways), std::end(ways),
                                 [&](const Way& one) { return one.provider == from.provider && one.mode == to; });
  if (!primary || way == std::end(ways)) return fail(not_known(from, to));
  parts->host = changed(parts->host, *way);
  if (!way->port.empty()) parts->port = way->port;
  return parts;
}

std::optional<Parts> for_migrations(const Endpoint& from, const std::optional<Pooler>& pooler) {
  // As given first; the session pooler is reached from IPv4 networks, too.
  for (const auto mode : {from.mode, Mode::session, Mode::direct}) {
    if (mode != Mode::direct && mode != Mode::session) continue;
    if (auto parts = convert(from, mode, pooler)) return *std::move(parts);
  }
  return std::nullopt;
}

}  // namespace migrate::advice
