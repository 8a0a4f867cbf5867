#include "pg/unlisten.hpp"

#include <fmt/core.h>

#include <vector>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// The most server processes that we hold at a time.
constexpr std::size_t most_lines = 8;
constexpr milliseconds between_rounds{10};
/// For a listener that nobody can hear, nobody shall wait longer.
constexpr milliseconds enough{3000};

enum class Met { yes, no, stuck };

Met try_on(Wire& wire, const Listener& listener, std::string_view begin) {
  const auto reply =
      ask(wire, {.sql = fmt::format("{}unlisten {}; select pg_catalog.pg_backend_pid()", begin, listener.channel),
                 .form = Question::Form::several,
                 .deadline = listener.deadline});
  if (!reply.good()) return Met::stuck;
  return reply.value(0) == listener.process ? Met::yes : Met::no;
}

/// Each line keeps its server process, so the next one is given another.
Met try_on_all(const std::vector<Wire*>& lines, const Listener& listener) {
  auto met = Met::no;
  for (auto* line : lines) {
    met = try_on(*line, listener, "begin; ");
    if (met != Met::no) break;
  }
  for (auto* line : lines) {
    if (PQtransactionStatus(line->link.get()) == PQTRANS_INTRANS)
      ask(*line, Question{.sql = "commit", .deadline = listener.deadline});
  }
  return met;
}

/// One that still waits for an answer cannot ask again.
bool is_usable(const Wire& wire) {
  return PQstatus(wire.link.get()) == CONNECTION_OK && PQtransactionStatus(wire.link.get()) == PQTRANS_IDLE;
}

}  // namespace

void unlisten(const Listener& listener, Wire& first, Wire& second) {
  const auto until = steady_clock::now() + enough;
  if (PQstatus(first.link.get()) != CONNECTION_OK) return;
  if (is_usable(first) && try_on(first, listener, "") == Met::yes) return;
  std::vector<Line> more;
  std::vector<Wire*> lines = {&first, &second};
  auto most = most_lines;
  while (steady_clock::now() < until) {
    std::erase_if(lines, [](const Wire* line) { return !is_usable(*line); });
    if (lines.empty() || lines.size() < most) {
      auto another = dial(second.to, second.options);
      if (!another) return;
      more.push_back(std::move(*another));
      lines.push_back(&more.back().wire());
    }
    const auto met = try_on_all(lines, listener);
    if (met == Met::yes || !pause(first, between_rounds)) return;
    // Others want the server processes: then the listener comes up by itself, and we hold none.
    if (met == Met::stuck) most = 1;
    if (lines.size() > most) lines.resize(most);
  }
}

}  // namespace migrate::pg
