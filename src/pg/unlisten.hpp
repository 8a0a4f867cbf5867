#pragma once

#include "pg/wire.hpp"

#include <string>

namespace migrate::pg {

/// A server process that listens for us. Where it belongs to a pool, it would go on when we are gone.
struct Listener {
  std::string process;
  std::string channel;
  std::chrono::milliseconds deadline;  ///< of each question: meanwhile we hold server processes that others want
};
/// Ends it. In a pool, more and more lines hold a server process each for a moment, until one meets the listener.
/// `first` and `second` lead to the same place and are in no transaction.
void unlisten(const Listener& listener, Wire& first, Wire& second);

}  // namespace migrate::pg
