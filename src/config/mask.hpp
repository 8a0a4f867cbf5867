#pragma once

#include <string>
#include <string_view>

namespace migrate::config {

/// `text` with every byte of a URL's password as `*`: places stay true, and no code frame shows it.
std::string masked(std::string_view text);

}  // namespace migrate::config
