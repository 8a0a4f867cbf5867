#pragma once

#include <migrate/advice.hpp>

#include <span>

namespace migrate::advice {

/// The tables, in the order in which they are asked; the first row that matches decides.
extern const std::span<const Advice> supavisor_rows;  ///< what Supabase's pooler says, also before version 2.9
extern const std::span<const Advice> server_rows;     ///< what Postgres and PgBouncer say
extern const std::span<const Advice> client_rows;     ///< what libpq and the network say

/// The first row that matches, else null.
const Advice* row_for(const Fault& fault);

}  // namespace migrate::advice
