#pragma once

#include <migrate/pg.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrate::pg {

using Keywords = std::vector<std::pair<std::string, std::string>>;

/// What libpq is given: the resolved values and ours. The last one of a name counts.
Keywords keywords(const endpoint::Resolved& resolved, const Options& options, const std::string& sslmode);

/// An sslmode under which a password could be read on the way.
bool below_require(std::string_view sslmode);

}  // namespace migrate::pg
