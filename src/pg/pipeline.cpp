#include "pg/pipeline.hpp"

#include "pg/lookout.hpp"
#include "pg/patience.hpp"

#include <poll.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <deque>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// What may be under way: enough for a distant server, little enough for memory.
constexpr std::size_t most_bytes = std::size_t{1} << 20;
constexpr std::size_t most_pieces = 4096;
/// How long a cancelled statement may take to end before the connection is given up.
constexpr milliseconds cancel_deadline{1500};

std::size_t size_of(const Question& question) {
  auto size = question.sql.size();
  for (const auto& value : question.values) size += value.size();
  return size;
}

class Flow {
 public:
  Flow(Wire& wire, const std::function<std::optional<Piece>()>& next, const std::function<void(Reply)>& answered)
      : wire_(wire), link_(wire.link.get()), next_(next), answered_(answered) {}

  Reply run() {
    const Patient patient(wire_);
    if (PQsetnonblocking(link_, 1) != 0 || PQenterPipelineMode(link_) != 1) return lost();
    while (!over_) {
      if (!send() || PQflush(link_) < 0) return lost();
      receive();
      if (PQstatus(link_) != CONNECTION_OK || (!over_ && !wait())) return lost();
    }
    if (PQexitPipelineMode(link_) != 1) return lost();
    PQsetnonblocking(link_, 0);
    // A cancel between two statements has no effect; what was not sent was not run all the same.
    if (cancelled_ && (end_.kind == Reply::Kind::failed || (end_.good() && cut_short_)))
      end_.kind = Reply::Kind::interrupted;
    return std::move(end_);
  }

 private:
  /// An error that the server sent before it went is the better one. What it has received it may still run, so the line
  /// is closed.
  Reply lost() {
    if (end_.good() || end_.failure.message.empty()) end_.failure = {.message = wire_.redactor(PQerrorMessage(link_))};
    end_.kind = Reply::Kind::lost;
    give_up(wire_);
    return std::move(end_);
  }

  /// False: the piece could not be sent.
  bool send() {
    while (!synced_ && under_way_.size() < most_pieces) {
      // After a failure or a signal nothing more is sent: it would be skipped.
      const bool stop = !end_.good() || cancelled_;
      if (!stop && !held_) held_ = next_();
      if (stop || !held_) {
        cut_short_ = stop;
        synced_ = PQpipelineSync(link_) == 1;
        return synced_;
      }
      const auto size = size_of(held_->question);
      if (!under_way_.empty() && bytes_ + size > most_bytes) break;
      if (!send_question(wire_, held_->question)) return false;
      if (held_->flush && PQsendFlushRequest(link_) != 1) return false;
      under_way_.push_back(size);
      bytes_ += size;
      flushed_ = held_->flush;
      held_.reset();
    }
    // The server keeps answers back until its buffer is full.
    if (!synced_ && !flushed_) flushed_ = PQsendFlushRequest(link_) == 1;
    return synced_ || flushed_;
  }

  void receive() {
    while (!over_ && PQisBusy(link_) == 0) {
      Rows rows(PQgetResult(link_));
      if (!rows) {
        if (!answering_) return;
        answering_ = false;
        bytes_ -= under_way_.front();
        under_way_.pop_front();
        continue;
      }
      take(std::move(rows));
    }
  }

  void take(Rows rows) {
    const auto status = PQresultStatus(rows.get());
    if (status == PGRES_PIPELINE_SYNC) {
      over_ = true;
      return;
    }
    answering_ = true;
    if (status == PGRES_PIPELINE_ABORTED || !end_.good()) return;
    if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
      end_ = {.kind = Reply::Kind::failed, .rows = nullptr, .failure = failure_of(wire_, rows.get())};
      return;
    }
    if (wire_.lookout != nullptr) wire_.lookout->restart();
    answered_({.kind = Reply::Kind::good, .rows = std::move(rows), .failure = {}});
  }

  /// False: the line is lost, or its server does not end what was cancelled.
  bool wait() {
    if (!cancelled_ && signal_of(wire_) != 0) {
      cancelled_ = true;
      until_ = steady_clock::now() + cancel_deadline;
      cancel(wire_);
    }
    if (cancelled_ && steady_clock::now() >= until_) return false;
    if (wire_.lookout != nullptr && !cancelled_) wire_.lookout->tick();
    const int unsent = PQflush(link_);
    if (unsent < 0) return false;
    const int interruption =
        wire_.options.interruption != nullptr && !cancelled_ ? wire_.options.interruption->descriptor() : -1;
    const auto events = static_cast<short>(unsent == 1 ? POLLIN | POLLOUT : POLLIN);
    std::array<pollfd, 2> sockets = {pollfd{.fd = PQsocket(link_), .events = events, .revents = 0},
                                     pollfd{.fd = interruption, .events = POLLIN, .revents = 0}};
    auto longest = milliseconds(cancelled_ ? 50 : 1000);
    if (wire_.lookout != nullptr && !cancelled_) longest = std::min(longest, wire_.lookout->due_in());
    poll(sockets.data(), sockets.size(), static_cast<int>(longest.count()));
    if (is_silent(wire_)) return false;
    return (sockets[0].revents & ~POLLOUT) == 0 || PQconsumeInput(link_) == 1;
  }

  Wire& wire_;
  PGconn* link_;
  const std::function<std::optional<Piece>()>& next_;
  const std::function<void(Reply)>& answered_;
  std::optional<Piece> held_;          ///< made, and not sent yet
  std::deque<std::size_t> under_way_;  ///< bytes of each piece whose answer is not complete
  std::size_t bytes_ = 0;
  bool flushed_ = true;
  bool synced_ = false;
  bool cut_short_ = false;  ///< the sync point came before the last piece
  bool answering_ = false;  ///< a result of the first one under way has come; a null result ends it
  bool over_ = false;
  bool cancelled_ = false;
  steady_clock::time_point until_;
  Reply end_;
};

}  // namespace

Reply run_pipeline(Wire& wire, const std::function<std::optional<Piece>()>& next,
                   const std::function<void(Reply)>& answered) {
  return Flow(wire, next, answered).run();
}

}  // namespace migrate::pg
