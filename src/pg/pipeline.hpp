#pragma once

#include "pg/wire.hpp"

#include <functional>
#include <optional>

namespace migrate::pg {

/// What goes down the pipeline next.
struct Piece {
  Question question;
  bool flush = false;  ///< the server is to send this answer at once, and to notice when nobody is there to hear it
};

/// Questions that are sent without waiting for the answers before them, with one sync point at the very end: the first
/// failure makes the server skip all that follows. `next` gives the pieces in order and nothing at the end; `answered`
/// hears of each good reply, in the same order. Returns the reply that ended it: good only where all were answered.
/// A transaction that was open at a failure is open still. COPY cannot go this way.
Reply run_pipeline(Wire& wire, const std::function<std::optional<Piece>()>& next,
                   const std::function<void(Reply)>& answered);

}  // namespace migrate::pg
