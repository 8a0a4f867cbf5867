#include "pg/inspection.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <poll.h>
#include <algorithm>
#include <random>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds patience{2000};
/// How often we ask a pool for the one server process that may still know our statement.
constexpr int clean_attempts = 20;

std::string random_name() {
  std::random_device random;
  return fmt::format("migrate_doctor_{:08x}", random());
}

/// The end of what was sent; false for an error, and where no answer came in time.
enum class Answer { good, refused, none };
Answer answer_of(Wire& wire) {
  auto* link = wire.link.get();
  const auto until = steady_clock::now() + patience;
  auto answer = Answer::good;
  while (true) {
    while (PQisBusy(link) != 0) {
      const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
      pollfd socket{.fd = PQsocket(link), .events = POLLIN, .revents = 0};
      if (left.count() <= 0 || poll(&socket, 1, static_cast<int>(left.count())) < 0) return Answer::none;
      if (socket.revents != 0 && PQconsumeInput(link) == 0) return Answer::none;
    }
    const Rows rows(PQgetResult(link));
    if (!rows) return answer;
    const auto status = PQresultStatus(rows.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) answer = Answer::refused;
  }
}

/// True where the statement is not known to the process that answers, or is forgotten by it.
bool forget(Wire& wire, const std::string& name) {
  const auto known =
      ask(wire,
          Question{.sql = fmt::format("select count(*) from pg_catalog.pg_prepared_statements where name = '{}'", name),
                   .deadline = patience});
  if (known.value(0) != "1") return false;
  return ask(wire, Question{.sql = "deallocate " + name, .deadline = patience}).good();
}

}  // namespace

std::optional<bool> keeps_prepared(Wire& first, const Options& options) {
  auto second = dial(first.to, options);
  if (!second) return std::nullopt;
  const auto name = random_name();
  auto* link = first.link.get();
  if (PQsendPrepare(link, name.c_str(), "select 1", 0, nullptr) != 1 || answer_of(first) != Answer::good)
    return std::nullopt;
  // While somebody else has the server process on which it was made.
  const bool displaced =
      ask(second->wire(), Question{.sql = "begin; select 1", .form = Question::Form::several, .deadline = patience})
          .good();
  auto answer = Answer::none;
  if (displaced && PQsendQueryPrepared(link, name.c_str(), 0, nullptr, nullptr, nullptr, 0) == 1)
    answer = answer_of(first);
  bool gone = forget(second->wire(), name);
  ask(second->wire(), Question{.sql = "commit", .deadline = patience});
  for (int i = 0; i < clean_attempts && !gone && answer != Answer::none; ++i) gone = forget(first, name);
  if (answer == Answer::none) return std::nullopt;
  return answer == Answer::good;
}

}  // namespace migrate::pg
