#pragma once

#include "pg/transaction.hpp"

#include <span>

namespace migrate::pg {

/// Whether the task can go down a pipeline: inside a transaction, and without COPY, which libpq cannot send there.
bool fits_pipeline(const Task& task);

/// `all[first]` to `all[end - 1]` are applied.
struct Stretch {
  std::span<const Task> all;
  std::size_t first = 0;
  std::size_t end = 0;
};
struct Reached {
  std::size_t next = 0;   ///< the first that is not applied
  bool complete = false;  ///< all of them are
  bool stopped = false;   ///< the outcome of `next` was told, and nothing further can run
};
/// Each in its own transaction with its own rows, sent without waiting. Where `next` is neither complete nor stopped,
/// nothing of it was kept: applied by itself, it is tried again, or the reason told.
Reached apply_batch(Wire& wire, const Stretch& stretch, const Watch& watch);

}  // namespace migrate::pg
