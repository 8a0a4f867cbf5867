#include "pg/lookout.hpp"
#include "pg/patience.hpp"
#include "pg/wire.hpp"

#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <poll.h>
#include <algorithm>
#include <array>
#include <cstdlib>
#include <thread>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// How long a cancelled statement may take to end before the connection is given up.
constexpr milliseconds cancel_deadline{1500};

enum class Wait { ready, late, lost };

/// Until a result can be taken without blocking.
Wait wait(Wire& wire, bool& cancelled, steady_clock::time_point& until) {
  while (PQisBusy(wire.link.get()) != 0) {
    if (!cancelled && !wire.winding_down && signal_of(wire) != 0) {
      cancelled = true;
      until = steady_clock::now() + cancel_deadline;
      cancel(wire);
    }
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return Wait::late;
    const bool hurried = cancelled || wire.winding_down;
    if (wire.lookout != nullptr && !hurried) wire.lookout->tick();
    const int interruption =
        wire.options.interruption != nullptr && !hurried ? wire.options.interruption->descriptor() : -1;
    std::array<pollfd, 2> sockets = {pollfd{.fd = PQsocket(wire.link.get()), .events = POLLIN, .revents = 0},
                                     pollfd{.fd = interruption, .events = POLLIN, .revents = 0}};
    auto longest = milliseconds(hurried ? 50 : 1000);
    if (wire.lookout != nullptr && !hurried) longest = std::min(longest, wire.lookout->due_in());
    poll(sockets.data(), sockets.size(), static_cast<int>(std::min(left, longest).count()));
    if (sockets[0].revents != 0 && PQconsumeInput(wire.link.get()) == 0) return Wait::lost;
  }
  return Wait::ready;
}

std::string field(const PGresult* rows, int code) {
  const auto* text = PQresultErrorField(rows, code);
  return text == nullptr ? std::string() : std::string(text);
}

void feed(Wire& wire, std::string_view data) {
  const Patient patient(wire);
  constexpr std::size_t chunk = std::size_t{1} << 20;
  for (std::size_t at = 0; at < data.size(); at += chunk) {
    const auto part = data.substr(at, chunk);
    if (PQputCopyData(wire.link.get(), part.data(), static_cast<int>(part.size())) != 1) return;
  }
  PQputCopyEnd(wire.link.get(), data.empty() ? "this COPY has no data in the migration" : nullptr);
}

/// COPY … TO stdout: nobody wants the rows.
void drain(Wire& wire) {
  char* buffer = nullptr;
  while (PQgetCopyData(wire.link.get(), &buffer, 0) > 0) PQfreemem(buffer);
}

Reply lost(const Wire& wire) {
  return {.kind = Reply::Kind::lost,
          .rows = nullptr,
          .failure = {.message = wire.redactor(PQerrorMessage(wire.link.get()))}};
}

}  // namespace

void cancel(const Wire& wire) {
  auto* handle = PQgetCancel(wire.link.get());
  if (handle == nullptr) return;
  // On a thread of its own: the request is a connection, which may hang as well as the first.
  std::thread([handle] {
    std::array<char, 256> error{};
    PQcancel(handle, error.data(), static_cast<int>(error.size()));
    PQfreeCancel(handle);
  }).detach();
}

Failure failure_of(const Wire& wire, const PGresult* rows) {
  const auto position = field(rows, PG_DIAG_STATEMENT_POSITION);
  // The context of a function quotes the statement that it ran.
  const auto clean = [&](int code) { return wire.redactor(sql::mask_passwords(field(rows, code))); };
  Failure failure{.sqlstate = field(rows, PG_DIAG_SQLSTATE),
                  .message = clean(PG_DIAG_MESSAGE_PRIMARY),
                  .detail = clean(PG_DIAG_MESSAGE_DETAIL),
                  .hint = clean(PG_DIAG_MESSAGE_HINT),
                  .context = clean(PG_DIAG_CONTEXT),
                  .position = position.empty() ? 0 : std::strtoul(position.c_str(), nullptr, 10)};
  // What libpq itself found has no fields.
  if (failure.message.empty()) failure.message = wire.redactor(PQresultErrorMessage(rows));
  return failure;
}

bool send_question(Wire& wire, const Question& question) {
  if (question.form == Question::Form::several) return PQsendQuery(wire.link.get(), question.sql.c_str()) == 1;
  std::vector<const char*> values;
  for (const auto& value : question.values) values.push_back(value.c_str());
  // The extended protocol takes one statement alone: text that a wrong split let through as two is refused.
  return PQsendQueryParams(wire.link.get(), question.sql.c_str(), static_cast<int>(values.size()), nullptr,
                           values.data(), nullptr, nullptr, 0) == 1;
}

std::string parameter(const PGconn* link, const char* name) {
  const auto* value = PQparameterStatus(link, name);
  return value == nullptr ? std::string() : std::string(value);
}

int signal_of(const Wire& wire) {
  return wire.options.interruption == nullptr ? 0 : wire.options.interruption->signal();
}

bool pause(const Wire& wire, milliseconds time) {
  const auto until = steady_clock::now() + time;
  while (signal_of(wire) == 0) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return true;
    pollfd interruption{.fd = wire.options.interruption == nullptr ? -1 : wire.options.interruption->descriptor(),
                        .events = POLLIN,
                        .revents = 0};
    poll(&interruption, 1, static_cast<int>(left.count()));
  }
  return false;
}

std::string Reply::value(int column, int row) const {
  if (!rows || row >= PQntuples(rows.get()) || column >= PQnfields(rows.get())) return {};
  return {PQgetvalue(rows.get(), row, column), static_cast<std::size_t>(PQgetlength(rows.get(), row, column))};
}

Reply ask(Wire& wire, const Question& question) {
  if (PQstatus(wire.link.get()) != CONNECTION_OK || !send_question(wire, question)) return lost(wire);
  Reply reply;
  bool cancelled = false;
  auto until = steady_clock::now() + std::chrono::hours(24 * 365);
  const auto deadline = question.deadline.count() > 0 ? question.deadline : wire.options.answer_timeout;
  if (deadline.count() > 0) until = steady_clock::now() + deadline;
  if (wire.lookout != nullptr) wire.lookout->restart();
  if (wire.winding_down) until = steady_clock::now() + cancel_deadline;
  while (true) {
    const auto waited = wait(wire, cancelled, until);
    if (waited == Wait::late) {
      const bool hurried = cancelled || wire.winding_down;
      return {.kind = hurried ? Reply::Kind::interrupted : Reply::Kind::late, .rows = nullptr, .failure = {}};
    }
    Rows rows(PQgetResult(wire.link.get()));
    if (!rows) break;
    switch (PQresultStatus(rows.get())) {
      case PGRES_COPY_IN:
        feed(wire, question.copy_data);
        continue;
      case PGRES_COPY_OUT:
        drain(wire);
        continue;
      case PGRES_FATAL_ERROR:
      case PGRES_BAD_RESPONSE:
        if (reply.kind == Reply::Kind::good)
          reply = {.kind = Reply::Kind::failed, .rows = nullptr, .failure = failure_of(wire, rows.get())};
        break;
      default:
        if (reply.good()) reply.rows = std::move(rows);
    }
    if (waited == Wait::lost) break;
  }
  if (PQstatus(wire.link.get()) != CONNECTION_OK) {
    auto failure = reply.failure.message.empty() ? lost(wire).failure : reply.failure;
    return {.kind = Reply::Kind::lost, .rows = nullptr, .failure = std::move(failure)};
  }
  if (cancelled && reply.kind == Reply::Kind::failed) reply.kind = Reply::Kind::interrupted;
  return reply;
}

std::string literal(const Wire& wire, std::string_view text) {
  char* quoted = PQescapeLiteral(wire.link.get(), text.data(), text.size());
  std::string out = quoted == nullptr ? "''" : quoted;
  PQfreemem(quoted);
  return out;
}

std::string identifier(const Wire& wire, std::string_view name) {
  char* quoted = PQescapeIdentifier(wire.link.get(), name.data(), name.size());
  std::string out = quoted == nullptr ? R"("")" : quoted;
  PQfreemem(quoted);
  return out;
}

std::string array(const std::vector<std::string>& items) {
  std::string out = "{";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (const char c : item) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

}  // namespace migrate::pg
