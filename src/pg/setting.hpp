#pragma once

#include <string_view>

namespace migrate::pg {

/// Whether the statement sets or resets what outlives its transaction: it has to be made again in a new session.
bool is_setting(std::string_view statement);

}  // namespace migrate::pg
