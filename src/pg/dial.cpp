#include "pg/keywords.hpp"
#include "pg/reached.hpp"
#include "pg/wire.hpp"

#include <migrate/advice.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <poll.h>
#include <algorithm>
#include <array>
#include <cstdlib>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct Dialled {
  Link link;
  std::string error;  ///< of libpq, raw; empty: connected
  enum class Why { none, refused, timeout, interrupted } why = Why::none;
};

Dialled dial(const Keywords& all, const Options& options, milliseconds timeout) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : all) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  // What the environment meant for this endpoint is among the resolved values; for a scratch server nothing of it is.
  const WithoutEnvironment hidden;
  Dialled dialled;
  dialled.link.reset(PQconnectStartParams(names.data(), values.data(), 0));
  auto* link = dialled.link.get();
  const auto until = steady_clock::now() + timeout;
  auto state = PGRES_POLLING_WRITING;
  while (link != nullptr && PQstatus(link) != CONNECTION_BAD) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    const bool interrupted = options.interruption != nullptr && options.interruption->signal() != 0;
    if (interrupted || left.count() <= 0) {
      dialled.why = interrupted ? Dialled::Why::interrupted : Dialled::Why::timeout;
      dialled.error = interrupted ? "interrupted" : fmt::format("no answer within {} s", timeout.count() / 1000);
      return dialled;
    }
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    std::array<pollfd, 2> sockets = {
        pollfd{.fd = PQsocket(link), .events = events, .revents = 0},
        pollfd{.fd = options.interruption == nullptr ? -1 : options.interruption->descriptor(),
               .events = POLLIN,
               .revents = 0}};
    if (poll(sockets.data(), sockets.size(), static_cast<int>(left.count())) <= 0 || sockets[0].revents == 0) continue;
    state = PQconnectPoll(link);
    if (state == PGRES_POLLING_OK) return dialled;
    if (state == PGRES_POLLING_FAILED) break;
  }
  dialled.why = Dialled::Why::refused;
  dialled.error = link == nullptr ? "out of memory" : PQerrorMessage(link);
  return dialled;
}

bool is_about_password(std::string_view message) {
  return message.find("password") != std::string_view::npos ||
         message.find("authentication failed") != std::string_view::npos;
}

/// One address a line; what libpq indents are questions that the helps answer.
std::string in_one_line(std::string_view error) {
  std::string line;
  while (!error.empty()) {
    const auto part = error.substr(0, error.find('\n'));
    error.remove_prefix(std::min(part.size() + 1, error.size()));
    if (!part.empty() && part.front() != '\t') line += (line.empty() ? "" : "; ") + std::string(part);
  }
  return line;
}

Diagnostic no_connection(const endpoint::Endpoint& to, const Dialled& dialled, const Redactor& redactor) {
  const auto said = text::printable(redactor(in_one_line(dialled.error)));
  const bool password = is_about_password(said);
  Diagnostic diagnostic{
      .code = dialled.why == Dialled::Why::timeout       ? "M0112"
              : dialled.why == Dialled::Why::interrupted ? "M0606"
              : password                                 ? "M0111"
                                                         : "M0110",
      .message = fmt::format("`{}` {}", endpoint::address(to), password ? "refused the login" : "could not be reached"),
      .labels = {},
      .notes = {said},
      .helps = {}};
  if (!to.given.text.empty()) {
    const auto masked = endpoint::masked(to.given.text.reveal());
    const auto& host = to.resolved.hosts.empty() ? std::string() : to.resolved.hosts.front().host;
    const auto at = host.empty() ? std::string::npos : masked.find(host);
    const Span span =
        at == std::string::npos ? Span{.begin = 0, .end = masked.size()} : Span{.begin = at, .end = at + host.size()};
    diagnostic.labels.push_back({.source = std::make_shared<const Source>(
                                     Source{.name = to.given.origin, .text = masked, .kind = Source::Kind::value}),
                                 .span = span,
                                 .text = password ? "here" : "no connection"});
  }
  if (auto help = advice::for_fault({.sqlstate = "", .message = said, .project = to.reference}); !help.empty())
    diagnostic.helps.push_back(std::move(help));
  return diagnostic;
}

/// The guard judged the resolved values: a connection to anything else has passed no guard.
Result<void> require_resolved(PGconn* link, const endpoint::Endpoint& to) {
  const auto text_of = [](const char* text) { return std::string(text == nullptr ? "" : text); };
  const Reached reached{
      .host = text_of(PQhost(link)), .address = text_of(PQhostaddr(link)), .port = text_of(PQport(link))};
  if (is_among(reached, to.resolved.hosts)) return {};
  return fail(Diagnostic{
      .code = "M0119",
      .message = fmt::format("the connection led elsewhere than to `{}`", endpoint::address(to)),
      .labels = {},
      .notes = {fmt::format("reached: host `{}`, address `{}`, port `{}`", text::printable(reached.host),
                            text::printable(reached.address), text::printable(reached.port)),
                "nothing was asked or written there"},
      .helps = {"look for `PGHOSTADDR`, `PGSERVICE` and a service file, and give host and port in the URL"}});
}

/// Server messages below WARNING are the normal noise of `if not exists`.
void receive_notice(void* wire, const PGresult* rows) {
  const auto* severity = PQresultErrorField(rows, PG_DIAG_SEVERITY_NONLOCALIZED);
  const auto* message = PQresultErrorField(rows, PG_DIAG_MESSAGE_PRIMARY);
  if (severity == nullptr || message == nullptr || std::string_view(severity) != "WARNING") return;
  auto* receiver = static_cast<Wire*>(wire);
  receiver->warnings.push_back(receiver->redactor(message));
}

milliseconds timeout_of(const endpoint::Resolved& resolved, const Options& options) {
  const auto given = resolved.rest.find("connect_timeout");
  const auto seconds = given == resolved.rest.end() ? 0 : std::strtol(given->second.c_str(), nullptr, 10);
  return seconds > 0 ? milliseconds(seconds * 1000) : options.connect_timeout;
}

}  // namespace

Line::Line(std::unique_ptr<Wire> wire) : wire_(std::move(wire)) {}
Line::Line(Line&&) noexcept = default;
Line& Line::operator=(Line&&) noexcept = default;
Line::~Line() = default;
std::unique_ptr<Wire> Line::take() {
  return std::move(wire_);
}
const Server& Line::server() const {
  return wire_->server;
}
const std::vector<Diagnostic>& Line::diagnostics() const {
  return wire_->diagnostics;
}

Undisturbed::Undisturbed() : hidden_(std::make_unique<WithoutEnvironment>()) {}
Undisturbed::~Undisturbed() = default;

Result<Line> dial(const endpoint::Endpoint& to, const Options& options) {
  const auto& resolved = to.resolved;
  const bool local = std::all_of(resolved.hosts.begin(), resolved.hosts.end(), is_local);
  const bool raise = below_require(resolved.sslmode);
  auto wire = std::make_unique<Wire>();
  wire->to = to;
  wire->options = options;
  wire->redactor = Redactor({resolved.password});
  // `prefer` would send a wrong password twice, with TLS and without, and two of them are enough for a ban. Without TLS
  // first: a server that wants it says so before it asks for the password.
  const auto timeout = timeout_of(resolved, options);
  auto dialled = dial(keywords(resolved, options,
                               !raise  ? resolved.sslmode
                               : local ? "disable"
                                       : "require"),
                      options, timeout);
  if (raise && local && dialled.error.find("no encryption") != std::string::npos) {
    dialled = dial(keywords(resolved, options, "require"), options, timeout);
  }
  if (!dialled.error.empty()) return fail(no_connection(to, dialled, wire->redactor));
  if (const auto right = require_resolved(dialled.link.get(), to); !right) return fail(right);
  if (raise && !local && resolved.sslmode != "prefer") {
    wire->diagnostics.push_back({.code = "M0115",
                                 .severity = Severity::note,
                                 .message = fmt::format("the connection to `{}` is encrypted in spite of `sslmode={}`",
                                                        endpoint::address(to), text::printable(resolved.sslmode)),
                                 .labels = {},
                                 .notes = {},
                                 .helps = {}});
  }
  wire->link = std::move(dialled.link);
  const auto version = parameter(wire->link.get(), "server_version");
  wire->server.version = text::printable(version.substr(0, version.find(' ')));
  PQsetNoticeReceiver(wire->link.get(), receive_notice, wire.get());
  return Line(std::move(wire));
}

}  // namespace migrate::pg
