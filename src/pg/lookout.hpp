#pragma once

#include "pg/blockers.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace migrate::pg {

/// What is to be seen of a statement while its answer is waited for: how long, how far, whom it waits for. It looks
/// through a second line, which is dialled only for a statement that lasts, and given up where none can be had.
class Lookout {
 public:
  Lookout(Wire& wire, bool kill);
  Lookout(const Lookout&) = delete;
  Lookout& operator=(const Lookout&) = delete;
  ~Lookout();

  /// Statement `index` is the one that runs.
  void watch(const plan::Entry& entry, std::size_t index, Progress progress);
  /// Something of one migration runs: the server tells what, for a pipeline does not know.
  void expect(Progress progress);
  /// No statement runs.
  void rest() { running_ = {}; }
  /// Another answer is waited for.
  void restart();
  /// When something is to be done next.
  [[nodiscard]] std::chrono::milliseconds due_in() const;
  /// It is still waited for: now and then.
  void tick();
  /// A lock was not free in time: who holds it is told and, where that was asked for, ended. For the next attempt.
  void lock_timeout(const Progress& progress);
  /// Whom the statement waited for when it was last looked at.
  [[nodiscard]] const std::vector<Blocker>& blockers() const { return blockers_; }

 private:
  void look();
  void tell();
  [[nodiscard]] std::chrono::milliseconds waited() const;

  Wire& wire_;
  bool kill_;
  bool blind_ = false;  ///< there is no second line to be had
  std::optional<Connection> second_;
  Running running_ = {};
  Progress progress_ = {};
  std::vector<Blocker> blockers_;
  std::set<std::string> told_;  ///< blockers that were
  std::chrono::steady_clock::time_point since_;
  std::chrono::milliseconds next_look_{0};
  std::chrono::milliseconds next_word_{0};
};

/// A lock that was not free in time: the lookout's `lock_timeout`, where there is one.
void explain_lock_timeout(const Wire& wire, const Reply& reply, const Progress& progress);

/// Statement `index` is about to run: for who watches.
void announce(Wire& wire, const plan::Entry& entry, std::size_t index, Progress progress);

}  // namespace migrate::pg
