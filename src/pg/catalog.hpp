#pragma once

#include <migrate/amend.hpp>
#include <migrate/pg.hpp>

namespace migrate::pg {

/// What extensions, Supabase, the ORMs' ledgers and this program keep for themselves is left out.
Result<amend::Catalog> read_catalog(Connection& connection);

}  // namespace migrate::pg
