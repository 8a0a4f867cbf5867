#pragma once

#include <string>
#include <string_view>

namespace migrate::hash {

/// Lower-case hex, 64 digits.
std::string sha256(std::string_view bytes);
/// Lower-case hex, 96 digits: what SQLx stores.
std::string sha384(std::string_view bytes);

}  // namespace migrate::hash
