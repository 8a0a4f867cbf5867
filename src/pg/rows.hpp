#pragma once

#include "pg/wire.hpp"

#include <optional>
#include <string>
#include <vector>

namespace migrate::pg {

using Row = std::vector<std::optional<std::string>>;

/// Rows of a query, read through libpqxx on our socket. Not inside a transaction of ours.
Result<std::vector<Row>> read_rows(Wire& wire, const std::string& sql, const std::string& purpose);

/// The elements of a `text[]`; NULL elements are left out.
std::vector<std::string> elements(const std::string& array);

}  // namespace migrate::pg
