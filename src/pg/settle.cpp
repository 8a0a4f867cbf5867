#include "pg/transaction.hpp"

#include <fmt/core.h>

#include <thread>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A server that restarts is back by then, or the question stays open.
constexpr milliseconds patience{30000};
/// Whoever asked to stop waits no longer for the truth than that.
constexpr milliseconds patience_when_stopping{8000};

milliseconds patience_of(const Wire& wire) {
  return signal_of(wire) == 0 ? patience : patience_when_stopping;
}

std::optional<Connection> connect_again(const Wire& wire) {
  const auto until = steady_clock::now() + patience_of(wire);
  auto options = wire.options;
  options.connect_timeout = milliseconds(5000);
  // A signal has been heard already, or ends the waiting below.
  options.interruption = nullptr;
  const bool stopping = signal_of(wire) != 0;
  while (steady_clock::now() < until) {
    if (auto connection = open(*wire.allowed, options)) return std::move(*connection);
    if (stopping) std::this_thread::sleep_for(milliseconds(300));
    if (!stopping && !pause(wire, milliseconds(300))) break;
  }
  return std::nullopt;
}

}  // namespace

Verdict settle(const Wire& wire, const std::string& xid, const std::string& version, Wrote wrote) {
  auto again = connect_again(wire);
  if (!again) return Verdict::unknown;
  // Whoever gets the lock knows that the session which held it is over, and its transaction with it.
  if (!lock(*again, patience_of(wire), nullptr)) return Verdict::unknown;
  auto& fresh = again->wire();
  const bool xid8 = PQserverVersion(fresh.link.get()) >= 130000;
  const auto reply = ask(
      fresh,
      {.sql = fmt::format("select {}, exists (select from supabase_migrations.schema_migrations where version = $2)",
                          xid8 ? "pg_catalog.pg_xact_status($1::xid8)" : "pg_catalog.txid_status($1::bigint)"),
       .values = {xid, version}});
  const auto status = reply.value(0);
  const bool written = (reply.value(1) == "t") == (wrote == Wrote::row);
  static_cast<void>(unlock(*again));
  if (!reply.good()) return Verdict::unknown;
  if (status == "committed" && written) return Verdict::committed;
  if (status == "aborted" && !written) return Verdict::rolled_back;
  // Another server answers, or the two contradict each other: then the row alone is not believed.
  return Verdict::unknown;
}

std::optional<std::set<std::string>> settle_run(const Wire& wire) {
  auto again = connect_again(wire);
  if (!again || !lock(*again, patience_of(wire), nullptr)) return std::nullopt;
  const auto reply = ask(again->wire(), {.sql = "select h.version from supabase_migrations.schema_migrations h join "
                                                "migrate.journal j using (version) where j.run_id = $1 and j.state = "
                                                "'done'",
                                         .values = {wire.options.author.run}});
  static_cast<void>(unlock(*again));
  if (!reply.good()) return std::nullopt;
  std::set<std::string> versions;
  for (int row = 0; row < PQntuples(reply.rows.get()); ++row) versions.insert(reply.value(0, row));
  return versions;
}

}  // namespace migrate::pg
