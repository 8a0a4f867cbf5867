#pragma once

#include "compat/local.hpp"

#include <set>

namespace migrate::compat {

/// What becomes of a push or a reset.
struct Run {
  std::optional<Trouble> trouble;
  Verdict verdict = Verdict::applies;  ///< or fails, loses
};
/// The files one after the other, on a connection of their own; `recorded` are the versions that the history has.
Run run(const std::vector<Local>& files, std::set<std::string> recorded);

}  // namespace migrate::compat
