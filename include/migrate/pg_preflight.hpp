#pragma once

#include <migrate/pg.hpp>
#include <migrate/preflight.hpp>

namespace migrate::pg {

/// All that the checks want to know, in one question. Writes nothing, and locks nothing.
Result<preflight::Facts> look_ahead(Connection& connection, const preflight::Scope& scope);

}  // namespace migrate::pg
