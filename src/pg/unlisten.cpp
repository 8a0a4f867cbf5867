#include "pg/unlisten.hpp"

#include <fmt/core.h>

#include <vector>

namespace migrate::pg {

namespace {

/// The most server processes that we hold at a time.
constexpr std::size_t most_lines = 8;
/// A pool that is in use brings the listener up by itself.
constexpr int rounds = 24;
constexpr std::chrono::milliseconds between_rounds{10};

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

}  // namespace

void unlisten(const Listener& listener, Wire& first, Wire& second) {
  auto met = try_on(first, listener, "");
  std::vector<Line> more;
  std::vector<Wire*> lines = {&first, &second};
  for (int round = 0; met == Met::no && round < rounds; ++round) {
    met = try_on_all(lines, listener);
    if (met != Met::no || !pause(first, between_rounds)) return;
    if (lines.size() == most_lines) continue;
    auto another = dial(second.to, second.options);
    if (!another) continue;
    more.push_back(std::move(*another));
    lines.push_back(&more.back().wire());
  }
}

}  // namespace migrate::pg
