#include "pg/batch.hpp"

#include "pg/explain.hpp"
#include "pg/lookout.hpp"
#include "pg/pipeline.hpp"
#include "pg/stopped.hpp"

#include <fmt/core.h>

#include <strings.h>
#include <algorithm>
#include <deque>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What a piece of the pipeline belongs to.
struct Place {
  enum class Part { begin, statement, rows, commit } part = Part::begin;
  std::size_t task = 0;
  std::size_t statement = 0;
};

bool is_copy(const plan::Entry& entry, const plan::PlannedStatement& one) {
  const auto& span = one.statement.span;
  return span.end - span.begin > 4 && ::strncasecmp(entry.migration->source->text.c_str() + span.begin, "copy", 4) == 0;
}

Diagnostic lost(const plan::Entry& entry, const Reply& end) {
  Diagnostic diagnostic{.code = "M0607",
                        .message = fmt::format("the connection was lost while {} was applied", entry.version),
                        .labels = {{.source = entry.migration->source, .span = {}, .text = "this migration"}},
                        .notes = {},
                        .helps = {}};
  if (!end.failure.message.empty()) diagnostic.notes.push_back(message_of(end.failure));
  return diagnostic;
}

Outcome lost_and_kept(const plan::Entry& entry, const Reply& end) {
  auto diagnostic = lost(entry, end);
  diagnostic.severity = Severity::warning;
  diagnostic.notes.push_back(
      fmt::format("a new connection asked the server: {} is applied and recorded", entry.version));
  Outcome outcome{.kind = Outcome::Kind::stopped, .statements = entry.statements.size()};
  outcome.diagnostics.push_back(std::move(diagnostic));
  return outcome;
}

Outcome lost_and_not_kept(const plan::Entry& entry, const Reply& end) {
  auto diagnostic = lost(entry, end);
  diagnostic.notes.push_back(fmt::format("a new connection asked the server: nothing of {} was kept", entry.version));
  diagnostic.helps.emplace_back("run `migrate apply` again");
  return failed(std::move(diagnostic));
}

Outcome lost_and_unknown(const plan::Entry& entry, const Reply& end) {
  auto diagnostic = lost(entry, end);
  diagnostic.code = "M0604";
  diagnostic.message = fmt::format("it is not known whether {} was committed", entry.version);
  diagnostic.notes.emplace_back("the connection was lost, and no new connection could ask");
  diagnostic.helps.emplace_back(
      "`migrate status` tells, once the server answers: the history row was part of its transaction");
  auto outcome = failed(std::move(diagnostic));
  outcome.needs_repair = true;
  return outcome;
}

/// The pieces of all tasks, one after the other, and where each answer belongs.
class Batch {
 public:
  Batch(Wire& wire, const Stretch& stretch, const Watch& watch)
      : wire_(wire),
        tasks_(stretch.all),
        watch_(watch),
        sending_(stretch.first),
        end_(stretch.end),
        done_(stretch.first) {}

  Reached run() {
    started_ = steady_clock::now();
    watch_next();
    const auto end = run_pipeline(
        wire_, [this] { return next(); }, [this](const Reply&) { answered(); });
    if (end.good()) return {.next = done_, .complete = true, .stopped = false};
    return stop(end);
  }

 private:
  std::optional<Piece> next() {
    if (pieces_.empty() && sending_ < end_) {
      pieces_ = pieces_of(sending_);
      ++sending_;
    }
    if (pieces_.empty()) return std::nullopt;
    auto [place, piece] = std::move(pieces_.front());
    pieces_.pop_front();
    places_.push_back(place);
    return std::move(piece);
  }

  using Placed = std::pair<Place, Piece>;

  std::deque<Placed> pieces_of(std::size_t number) const {
    const auto& task = tasks_[number];
    const auto& entry = *task.entry;
    std::deque<Placed> pieces;
    const auto add = [&](Place::Part part, Question question, std::size_t statement = 0) {
      pieces.push_back({{.part = part, .task = number, .statement = statement}, {.question = std::move(question)}});
    };
    for (auto& sql : beginning(wire_, entry.version)) add(Place::Part::begin, {.sql = std::move(sql)});
    for (std::size_t i = 0; i < entry.statements.size(); ++i)
      add(Place::Part::statement, {.sql = text_of(entry, i)}, i);
    for (auto& sql : restoring(wire_)) add(Place::Part::rows, {.sql = std::move(sql)});
    for (auto& row : rows_of(wire_, task)) add(Place::Part::rows, std::move(row.question));
    add(Place::Part::commit, {.sql = "commit"});
    pieces.back().second.flush = true;
    return pieces;
  }

  void answered() {
    const auto place = places_.front();
    places_.pop_front();
    if (place.part == Place::Part::commit) committed(place.task);
    announce();
  }

  /// The statement whose answer is awaited is the one that runs.
  void announce() const {
    if (places_.empty() || places_.front().part != Place::Part::statement) return;
    const auto& place = places_.front();
    const auto& entry = *tasks_[place.task].entry;
    const auto progress = watch_.progress(place.task);
    if (progress.live)
      progress.live(place.statement + 1, entry.statements.size(), entry.statements[place.statement].meaning.summary);
    if (progress.statement) progress.statement(text_of(entry, place.statement));
  }

  void watch_next() const {
    if (wire_.lookout != nullptr && done_ < end_) wire_.lookout->expect(watch_.progress(done_));
  }

  void committed(std::size_t task) {
    Outcome outcome{.kind = Outcome::Kind::applied,
                    .statements = tasks_[task].entry->statements.size(),
                    .failed_at = 0,
                    .took = since()};
    add_warnings(wire_, *tasks_[task].entry, outcome);
    done_ = task + 1;
    watch_next();
    started_ = steady_clock::now();
    watch_.finished(task, std::move(outcome));
  }

  milliseconds since() const { return std::chrono::duration_cast<milliseconds>(steady_clock::now() - started_); }

  Reached stop(const Reply& end) {
    // All of them are committed; what is lost is of no use to them.
    if (done_ == end_) return {.next = done_, .complete = true, .stopped = false};
    if (end.kind == Reply::Kind::lost) return settle_rest(end);
    roll_back(wire_);
    explain_lock_timeout(wire_, end, watch_.progress(done_));
    const auto place = places_.empty() ? Place{.task = done_} : places_.front();
    const auto& entry = *tasks_[done_].entry;
    if (end.failure.message.find("migrate.transaction_ended") != std::string::npos)
      return told(ended_its_transaction(entry));
    if (place.part != Place::Part::statement && end.kind == Reply::Kind::interrupted) {
      return told(failed(explain_other(wire_, end, fmt::format("nothing of {} was kept", entry.version))));
    }
    if (place.part != Place::Part::statement || is_worth_a_retry(end))
      return {.next = done_, .complete = false, .stopped = false};
    return told(stopped_at(wire_, entry, place.statement, end, 1));
  }

  Reached told(Outcome outcome) {
    add_warnings(wire_, *tasks_[done_].entry, outcome);
    if (outcome.kind == Outcome::Kind::failed) outcome.signal = signal_of(wire_);
    const bool applied = outcome.kind == Outcome::Kind::stopped;
    watch_.finished(done_, std::move(outcome));
    return {.next = done_ + (applied ? 1 : 0), .complete = false, .stopped = true};
  }

  /// The server may have gone on for a while with what it had received: only its own rows tell how far.
  Reached settle_rest(const Reply& end) {
    const auto recorded = settle_run(wire_);
    const auto is_recorded = [&](std::size_t task) { return recorded->contains(tasks_[task].entry->version); };
    while (recorded && done_ + 1 < sending_ && is_recorded(done_ + 1)) committed(done_);
    const auto& entry = *tasks_[done_].entry;
    if (!recorded) return told(lost_and_unknown(entry, end));
    if (is_recorded(done_)) return told(lost_and_kept(entry, end));
    const bool within =
        !places_.empty() && places_.front().task == done_ && places_.front().part == Place::Part::statement;
    return told(within ? stopped_at(wire_, entry, places_.front().statement, end, 1) : lost_and_not_kept(entry, end));
  }

  Wire& wire_;
  std::span<const Task> tasks_;
  const Watch& watch_;
  std::deque<Placed> pieces_;  ///< of the task that is being sent
  std::deque<Place> places_;   ///< sent, and not answered
  std::size_t sending_;        ///< the next task whose pieces are made
  std::size_t end_;
  std::size_t done_;  ///< the first task that is not known to be applied
  steady_clock::time_point started_;
};

}  // namespace

bool fits_pipeline(const Task& task) {
  const auto& entry = *task.entry;
  return entry.mode == TransactionMode::inside && entry.first_part == 0 && !entry.in_one_text &&
         std::none_of(entry.statements.begin(), entry.statements.end(),
                      [&](const plan::PlannedStatement& one) { return is_copy(entry, one); });
}

Reached apply_batch(Wire& wire, const Stretch& stretch, const Watch& watch) {
  return Batch(wire, stretch, watch).run();
}

}  // namespace migrate::pg
