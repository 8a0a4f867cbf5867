#include "pg/explain.hpp"
#include "pg/look.hpp"
#include "pg/reached.hpp"
#include "pg/unlisten.hpp"

#include <migrate/advice.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <poll.h>
#include <algorithm>
#include <array>
#include <future>
#include <random>

namespace migrate::pg {

namespace {

using endpoint::Evidence;
using endpoint::Mode;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// A pooler lets a client wait for a free server process for minutes; a server answers at once.
constexpr milliseconds patience{2000};
constexpr milliseconds second_login{5000};
/// What a server may take beyond the way there and back.
constexpr milliseconds a_moment{50};
/// What a busy pool may take to find a server process, while we hold others that its clients want.
constexpr milliseconds in_a_queue{500};

/// `first` is the line in question; `second` displaces it for a moment.
struct Probe {
  Wire& first;
  Look look;
  milliseconds deadline;
  std::string channel;
};

std::string random_channel() {
  std::random_device random;
  return fmt::format("migrate_probe_{:08x}{:08x}", random(), random());
}

Question in_one(const Probe& probe, std::string sql) {
  return {.sql = std::move(sql), .form = Question::Form::several, .deadline = probe.deadline};
}

Evidence saw(Mode mode, std::vector<std::string> notes) {
  return {.depth = Evidence::Depth::whole, .seen = mode, .notes = std::move(notes)};
}

/// `said`: by the server or libpq, or empty.
Evidence unsettled(std::string_view what, const advice::Fault& said) {
  std::vector<std::string> notes = {std::string(what)};
  if (!said.message.empty()) notes.front() += ": " + std::string(said.message);
  if (const auto help = advice::for_fault(said); !help.empty()) notes.emplace_back(help);
  return saw(Mode::unknown, std::move(notes));
}

/// The line's own idea of its process: what a pooler tells here is made up.
bool is_proxied(const Probe& probe) {
  return std::to_string(PQbackendPID(probe.first.link.get())) != probe.look.process;
}

bool mentions(const std::string& message, std::string_view words) {
  return message.find(words) != std::string::npos;
}

/// What a pooler itself says about its mode.
Mode mode_told_by(const Reply& reply) {
  if (mentions(reply.failure.message, "statement pooling")) return Mode::statement;
  if (mentions(reply.failure.message, "transaction mode")) return Mode::transaction;
  if (mentions(reply.failure.message, "during recovery")) return Mode::replica;
  return Mode::unknown;
}

Evidence judge_failure(const Reply& reply, std::string_view what) {
  if (const auto told = mode_told_by(reply); told != Mode::unknown)
    return saw(told, {fmt::format("it says: {}", message_of(reply.failure))});
  if (reply.kind == Reply::Kind::late) return unsettled(fmt::format("{}: no answer in time", what), {});
  return unsettled(what, {.sqlstate = reply.failure.sqlstate, .message = message_of(reply.failure)});
}

Evidence displaced(const Probe& probe, const std::string& process) {
  return saw(Mode::transaction,
             {fmt::format("server process {} answered first, process {} while another client held a transaction",
                          probe.look.process, text::printable(process))});
}

/// The same server as the first line, by the address that it reached; the name stays for TLS.
endpoint::Endpoint place_of(const Wire& wire) {
  auto to = wire.to;
  const auto text_of = [](const char* text) { return std::string(text == nullptr ? "" : text); };
  auto* link = wire.link.get();
  to.resolved.hosts = {
      {.host = text_of(PQhost(link)), .hostaddr = text_of(PQhostaddr(link)), .port = text_of(PQport(link))}};
  return to;
}

/// "login refused" in the server's own words, which libpq puts into a note.
std::string said_by(const Diagnostic& diagnostic) {
  return diagnostic.notes.empty() ? diagnostic.message : diagnostic.notes.front();
}

Evidence judge_second(const Diagnostic& refused) {
  const auto said = said_by(refused);
  // Only a pooler that keeps a slot for each client runs out of them at the login.
  if (mentions(said, "EMAXCONNSESSION") || mentions(said, "MaxClientsInSessionMode"))
    return saw(Mode::session, {fmt::format("it says: {}", said)});
  return unsettled("a second connection, which the probe needs, was refused", {.sqlstate = "", .message = said});
}

enum class Heard { yes, no, interrupted };

/// Without sending anything: a pooler would give the line a process for it.
Heard wait_for_notification(const Probe& probe, milliseconds time) {
  auto* link = probe.first.link.get();
  const auto* interruption = probe.first.options.interruption;
  const auto until = steady_clock::now() + time;
  while (true) {
    if (PQconsumeInput(link) == 0) return Heard::no;
    while (auto* notification = PQnotifies(link)) {
      const bool ours = probe.channel == notification->relname;
      PQfreemem(notification);
      if (ours) return Heard::yes;
    }
    if (signal_of(probe.first) != 0) return Heard::interrupted;
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return Heard::no;
    std::array<pollfd, 2> sockets = {
        pollfd{.fd = PQsocket(link), .events = POLLIN, .revents = 0},
        pollfd{.fd = interruption == nullptr ? -1 : interruption->descriptor(), .events = POLLIN, .revents = 0}};
    poll(sockets.data(), sockets.size(), static_cast<int>(left.count()));
  }
}

/// Whether the second line, too, has a process of its own; else what it shows. The first one stays silent.
std::optional<Evidence> move_second(const Probe& probe, Wire& second, const std::string& process) {
  const auto again = ask(second, in_one(probe, "select pg_catalog.pg_backend_pid()"));
  if (!again.good() || again.value(0) == process) return std::nullopt;
  return saw(Mode::transaction,
             {fmt::format("the server process behind a connection changed from {} to {} between two transactions",
                          text::printable(process), text::printable(again.value(0)))});
}

/// The second line, on `process`, notifies; the first one has been silent since it began to listen.
Evidence notify(const Probe& probe, Wire& second, const std::string& process) {
  const auto sent = ask(second, in_one(probe, fmt::format("notify {}; commit", probe.channel)));
  if (!sent.good()) return judge_failure(sent, "the second connection could not send its notification");
  // It comes with the answer or, nearly always, never: then a second look at the other line may save the wait.
  auto heard = wait_for_notification(probe, std::min(probe.deadline, probe.look.round_trip + a_moment));
  if (heard == Heard::no) {
    if (auto moved = move_second(probe, second, process)) return *moved;
    heard = wait_for_notification(probe, probe.deadline);
  }
  switch (heard) {
    case Heard::yes:
      return is_proxied(probe) ? saw(Mode::session, {"a pooler or proxy stands between, and keeps the server process"})
                               : saw(Mode::direct, {});
    case Heard::interrupted:
      return unsettled("interrupted", {});
    case Heard::no:
      break;
  }
  if (is_proxied(probe))
    return saw(Mode::transaction, {fmt::format("a notification did not reach the first connection within {} ms: its "
                                               "server process {} was not its own any more",
                                               probe.deadline.count(), probe.look.process)});
  return unsettled(fmt::format("a notification did not arrive within {} ms", probe.deadline.count()), {});
}

/// A pooler closes the server connection of a client that leaves in a transaction: the pool would have one less.
void leave(const Probe& probe, Wire& second) {
  const bool within = PQtransactionStatus(second.link.get()) == PQTRANS_INTRANS;
  if (within && signal_of(second) == 0) ask(second, in_one(probe, "rollback"));
}

/// While the second line holds a transaction, and with it a server process.
Evidence listen(const Probe& probe, Wire& second, const std::string& second_process) {
  auto& first = probe.first;
  const auto again = ask(first, in_one(probe, "select pg_catalog.pg_backend_pid()"));
  if (!again.good())
    return judge_failure(again, "the first connection got no answer while the second held a transaction");
  if (again.value(0) != probe.look.process) return displaced(probe, again.value(0));

  const auto listening =
      ask(first, in_one(probe, fmt::format("listen {}; select pg_catalog.pg_backend_pid()", probe.channel)));
  if (!listening.good()) return judge_failure(listening, "the first connection could not listen");
  const auto process = listening.value(0);
  // On its own: `listen` takes effect when its transaction ends.
  const auto check = ask(first, in_one(probe, fmt::format("select pg_catalog.pg_backend_pid(), exists (select from "
                                                          "pg_catalog.pg_listening_channels() c where c = '{}')",
                                                          probe.channel)));
  auto evidence = !check.good() ? judge_failure(check, "the first connection got no answer after `listen`")
                  : process != probe.look.process || check.value(0) != process
                      ? displaced(probe, process != probe.look.process ? process : check.value(0))
                  : check.value(1) != "t"
                      ? saw(Mode::transaction, {"`listen` was accepted, and the server process does not listen"})
                      : notify(probe, second, second_process);
  leave(probe, second);
  unlisten({.process = process, .channel = probe.channel, .deadline = probe.look.round_trip + in_a_queue}, first,
           second);
  return evidence;
}

Evidence displace(const Probe& probe, Wire& second) {
  const auto begun = ask(second, in_one(probe, "begin; select pg_catalog.pg_backend_pid()"));
  if (!begun.good()) return judge_failure(begun, "the second connection could not begin a transaction");
  if (begun.value(0) == probe.look.process)
    return saw(Mode::transaction,
               {fmt::format("two connections at once were given the same server process, {}", probe.look.process)});
  return listen(probe, second, begun.value(0));
}

Evidence probe_second(const Probe& probe, Wire& second) {
  auto evidence = displace(probe, second);
  leave(probe, second);
  return evidence;
}

Result<Evidence> probe_both(const Probe& probe, const Result<Line>& second) {
  auto evidence = second ? probe_second(probe, second->wire()) : judge_second(second.error());
  if (signal_of(probe.first) != 0)
    return fail(explain_other(probe.first, {.kind = Reply::Kind::interrupted, .rows = nullptr, .failure = {}},
                              "the connection was being probed; nothing was changed"));
  if (probe.look.inherited.empty()) return evidence;
  std::string found;
  for (const auto& one : probe.look.inherited) found += (found.empty() ? "" : ", ") + one;
  evidence.notes.push_back(fmt::format("the fresh connection held what another client had left: {}", found));
  return evidence;
}

std::future<Result<Line>> dial_second(const Wire& first, std::launch when) {
  auto options = first.options;
  options.connect_timeout = std::min(options.connect_timeout, second_login);
  return std::async(when, [to = place_of(first), options] { return dial(to, options); });
}

}  // namespace

Result<Evidence> examine(Line& line, Evidence::Depth depth) {
  auto& first = line.wire();
  if (depth == Evidence::Depth::none) return Evidence{};
  const bool whole = depth == Evidence::Depth::whole;
  // The second login takes several round trips; the first question is answered meanwhile. A standby, as it says itself,
  // needs none; but only the answer is believed.
  const bool standby = parameter(first.link.get(), "in_hot_standby") == "on";
  const Undisturbed hidden;
  std::future<Result<Line>> second;
  if (whole) second = dial_second(first, standby ? std::launch::deferred : std::launch::async);
  const auto seen = look(first);
  if (!seen) return fail(seen);
  auto evidence = judge(*seen);
  evidence.depth = depth;
  if (!whole || evidence.seen != Mode::unknown) return evidence;
  first.inherited = !seen->inherited.empty();
  return probe_both({.first = first,
                     .look = *seen,
                     .deadline = std::max(patience, seen->round_trip * 10),
                     .channel = random_channel()},
                    second.get());
}

}  // namespace migrate::pg
