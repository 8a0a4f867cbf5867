#include "pg/peers.hpp"

#include "pg/explain.hpp"
#include "pg/holder.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// CRC-32 as in zlib.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFF'FFFF;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB8'8320 : 0);
  }
  return ~crc;
}

std::int64_t of_sqlx(std::string_view database) {
  return std::int64_t{0x3D32'AD9E} * crc32(database);
}

std::int64_t of_rails(std::string_view database) {
  return std::int64_t{2053462845} * crc32(database);
}

/// With its default table.
std::int64_t of_golang_migrate(std::string_view database) {
  using namespace std::string_view_literals;
  return static_cast<std::uint32_t>(crc32(std::string("public\0schema_migrations\0"sv) + std::string(database)) *
                                    1486364155U);
}

template <std::int64_t number>
std::int64_t always(std::string_view) {
  return number;
}

constexpr Peer peers[] = {
    {.name = "Prisma", .orm = "prisma", .key = always<72707369>},
    {.name = "SQLx", .orm = "sqlx", .key = of_sqlx},
    {.name = "node-pg-migrate", .key = always<7241865325823964>},
    {.name = "graphile-migrate", .key = always<4727445306447283>},
    {.name = "golang-migrate", .key = of_golang_migrate},
    {.name = "goose", .key = always<4097083626>},
    {.name = "Rails", .key = of_rails},
    {.name = "sqitch", .key = always<75474063>},
    {.name = "tern", .key = always<9628173550095224>},
};

Diagnostic busy(const Peer& peer, const Holder& holder, milliseconds wait) {
  Diagnostic diagnostic{.code = "M0621",
                        .message = fmt::format("{} is migrating this database", peer.name),
                        .labels = {},
                        .notes = {},
                        .helps = {"wait for it and try again, or wait longer: `migrate apply --wait 10m`"}};
  if (!holder.session.empty()) {
    diagnostic.notes.push_back(fmt::format("{}'s own lock is held by {}", peer.name, holder.session));
    diagnostic.notes.push_back("it is " + holder.since);
  }
  diagnostic.notes.push_back(fmt::format("waited {} s for it", std::chrono::duration<double>(wait).count()));
  return diagnostic;
}

Diagnostic at_work(const Peer& peer, const Holder& holder) {
  return {.code = "M0622",
          .severity = Severity::warning,
          .message = fmt::format("{} seems to be migrating this database, too", peer.name),
          .labels = {},
          .notes = {fmt::format("the lock that it uses is held by {}", holder.session), "it is " + holder.since,
                    "no service of this workspace uses it, so that it was not waited for"},
          .helps = {}};
}

bool is_among(const std::vector<std::string>& orms, const Peer& peer) {
  return !peer.orm.empty() && std::find(orms.begin(), orms.end(), peer.orm) != orms.end();
}

struct Seen {
  std::string database;
  bool held = false;  ///< one of the locks, by anybody
};

/// In one question, where the database is called as it was dialled: a pooler may know it by another name.
Seen see(Wire& wire, const std::string& database) {
  std::vector<std::string> keys;
  for (const auto& peer : peers) keys.push_back(std::to_string(peer.key(database)));
  const auto reply = ask(
      wire, {.sql = "select pg_catalog.current_database(), exists (select from pg_catalog.pg_locks where locktype = "
                    "'advisory' and granted and objsubid = 1 and ((classid::bigint << 32) | objid::bigint) = "
                    "any($1::bigint[]))",
             .values = {array(keys)}});
  const Seen seen{.database = reply.value(0), .held = reply.value(1) == "t"};
  return !reply.good() || seen.database == database ? seen : see(wire, seen.database);
}

std::vector<Diagnostic> others_at_work(Wire& wire, const std::vector<std::string>& orms, const std::string& database) {
  std::vector<Diagnostic> warnings;
  for (const auto& peer : peers) {
    if (is_among(orms, peer)) continue;
    const auto holder = holder_of(wire, peer.key(database));
    if (!holder.session.empty()) warnings.push_back(at_work(peer, holder));
  }
  return warnings;
}

}  // namespace

Result<void> hold_peers(Wire& wire) {
  if (!wire.peers || wire.peers->held) return {};
  auto& all = *wire.peers;
  const auto until = steady_clock::now() + all.wait;
  for (std::size_t i = 0; i < all.wanted.size(); ++i) {
    const auto& peer = all.wanted[i];
    const auto left = std::max(std::chrono::duration_cast<milliseconds>(until - steady_clock::now()), milliseconds(0));
    const auto polled = poll_lock(wire, {.key = peer.key(all.database)}, left, [&](const std::string& holder) {
      if (all.waiting) all.waiting(fmt::format("{}'s own lock, held by {}", peer.name, holder));
    });
    if (polled.error && polled.taken) continue;
    for (std::size_t taken = 0; taken < i; ++taken)
      ask(wire, fmt::format("select pg_catalog.pg_advisory_unlock({})", all.wanted[taken].key(all.database)));
    return polled.error ? fail(busy(peer, polled.last, all.wait)) : polled.error;
  }
  all.held = true;
  return {};
}

void release_peers(Wire& wire) {
  if (!wire.peers || !wire.peers->held) return;
  for (const auto& peer : wire.peers->wanted)
    ask(wire, fmt::format("select pg_catalog.pg_advisory_unlock({})", peer.key(wire.peers->database)));
  wire.peers->held = false;
}

Result<std::vector<Diagnostic>> lock_peers(Connection& connection, const std::vector<std::string>& orms,
                                           milliseconds wait, const std::function<void(const std::string&)>& waiting) {
  auto& wire = connection.wire();
  const auto seen = see(wire, PQdb(wire.link.get()));
  auto warnings = seen.held ? others_at_work(wire, orms, seen.database) : std::vector<Diagnostic>();
  wire.peers = std::make_shared<PeerLocks>(
      PeerLocks{.wanted = {}, .database = seen.database, .wait = wait, .waiting = waiting, .held = false});
  for (const auto& peer : peers) {
    if (is_among(orms, peer)) wire.peers->wanted.push_back(peer);
  }
  if (const auto held = hold_peers(wire); !held) return fail(held);
  return warnings;
}

}  // namespace migrate::pg
