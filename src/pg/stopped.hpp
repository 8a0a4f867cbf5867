#pragma once

#include "pg/wire.hpp"

namespace migrate::pg {

Outcome failed(Diagnostic diagnostic);

/// Statement `index` of a migration ended its transaction, which is over. `attempts`: how often it was tried.
Outcome stopped_at(Wire& wire, const plan::Entry& entry, std::size_t index, const Reply& reply, int attempts);

/// What the server warned of since they were last taken.
void add_warnings(Wire& wire, const plan::Entry& entry, Outcome& outcome);

}  // namespace migrate::pg
