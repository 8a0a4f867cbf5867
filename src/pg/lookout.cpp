#include "pg/lookout.hpp"

#include "pg/transaction.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds between_looks{2000};
/// A line that is asked for longer than this is kept until the statement ends.
constexpr milliseconds worth_keeping{10000};
constexpr milliseconds first_word{5000};
constexpr milliseconds between_words{1000};
constexpr milliseconds patience{3000};

/// While the first look is on its way, the lock timeout must not be over.
milliseconds first_look(const Wire& wire) {
  const auto timeout = wire.options.lock_timeout;
  return timeout.count() > 0 ? std::min(timeout / 2, between_looks) : between_looks;
}

/// As the user that logged in: the role of the run may see and end less.
Result<Connection> open_second(const Wire& wire) {
  auto options = wire.options;
  options.role.clear();
  options.statement_timeout = milliseconds(0);
  options.connect_timeout = patience;
  options.answer_timeout = patience;
  return open(*wire.allowed, options);
}

/// "building index: scanning table, 41 %" of an index build, or "".
std::string progress_of(Wire& wire, const std::string& process) {
  if (PQserverVersion(wire.link.get()) < 120000) return {};
  const auto reply = ask(wire, {.sql = "select phase, case when blocks_total > 0 then 100 * blocks_done / blocks_total "
                                       "when tuples_total > 0 then 100 * tuples_done / tuples_total end "
                                       "from pg_catalog.pg_stat_progress_create_index where pid = $1::int",
                                .values = {process}});
  if (reply.value(0).empty()) return {};
  const auto percent = reply.value(1);
  return text::printable(reply.value(0)) + (percent.empty() ? "" : ", " + percent + " %");
}

/// What the session runs at this moment, or "".
std::string statement_of(Wire& wire, const std::string& process) {
  return excerpt(wire,
                 ask(wire, {.sql = "select query from pg_catalog.pg_stat_activity where pid = $1::int and state = "
                                   "'active'",
                            .values = {process}})
                     .value(0));
}

}  // namespace

Lookout::Lookout(Wire& wire, bool kill) : wire_(wire), kill_(kill), since_(steady_clock::now()) {
  wire_.lookout = this;
}

Lookout::~Lookout() {
  wire_.lookout = nullptr;
}

milliseconds Lookout::waited() const {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - since_);
}

void Lookout::watch(const plan::Entry& entry, std::size_t index, Progress progress) {
  running_ = {.number = index + 1, .of = entry.statements.size(), .what = entry.statements[index].meaning.summary};
  progress_ = std::move(progress);
  blockers_.clear();
}

void Lookout::expect(Progress progress) {
  running_ = {};
  progress_ = std::move(progress);
}

void Lookout::restart() {
  second_.reset();
  since_ = steady_clock::now();
  next_look_ = first_look(wire_);
  next_word_ = first_word;
}

milliseconds Lookout::due_in() const {
  const auto next = blind_ ? next_word_ : std::min(next_look_, next_word_);
  return std::max(next - waited(), milliseconds(1));
}

void Lookout::tick() {
  if (signal_of(wire_) != 0) return;
  if (!blind_ && waited() >= next_look_) {
    look();
    next_look_ = waited() + between_looks;
    if (!running_.doing.empty()) next_word_ = milliseconds(0);
  }
  if (waited() >= next_word_) {
    tell();
    next_word_ = waited() + between_words;
  }
}

void Lookout::look() {
  if (!second_) {
    auto opened = open_second(wire_);
    blind_ = !opened;
    if (blind_) return;
    second_.emplace(std::move(*opened));
  }
  auto& second = second_->wire();
  blockers_ = blockers_of(second, wire_.process);
  if (running_.number == 0) running_.what = statement_of(second, wire_.process);
  running_.doing = progress_of(second, wire_.process);
  if (!blockers_.empty())
    running_.doing += (running_.doing.empty() ? "waits for " : ", waits for ") + blockers_.front().shown;
  blind_ = PQstatus(second.link.get()) != CONNECTION_OK || PQtransactionStatus(second.link.get()) != PQTRANS_IDLE;
  if (blind_ || waited() < worth_keeping) second_.reset();
}

void Lookout::tell() {
  running_.since = std::chrono::duration_cast<std::chrono::seconds>(waited());
  if (progress_.running) progress_.running(running_);
}

void Lookout::lock_timeout(const Progress& progress) {
  for (const auto& blocker : blockers_) {
    if (told_.insert(blocker.process + blocker.begun).second && progress.blocked) progress.blocked(blocker.shown);
  }
  rest();
  if (!kill_ || blockers_.empty()) return;
  auto second = open_second(wire_);
  if (!second) return;
  for (auto& blocker : blockers_) {
    if (blocker.spared.empty()) {
      blocker.spared = end_session(second->wire(), blocker);
      if (blocker.spared.empty() && progress.ended) progress.ended(blocker.shown);
      if (!blocker.spared.empty() && progress.blocked)
        progress.blocked(fmt::format("process {}, which goes on: {}", blocker.process, blocker.spared));
    }
  }
}

void explain_lock_timeout(const Wire& wire, const Reply& reply, const Progress& progress) {
  if (wire.lookout != nullptr && reply.failure.sqlstate == "55P03") wire.lookout->lock_timeout(progress);
}

void announce(Wire& wire, const plan::Entry& entry, std::size_t index, Progress progress) {
  if (progress.live) progress.live(index + 1, entry.statements.size(), entry.statements[index].meaning.summary);
  if (progress.statement) progress.statement(text_of(entry, index));
  if (wire.lookout != nullptr) wire.lookout->watch(entry, index, std::move(progress));
}

}  // namespace migrate::pg
