#pragma once

#include <string>
#include <string_view>

namespace migrate::collect {

/// A word as a shell takes it, safe to print.
std::string shell_word(std::string_view word);

/// "`git mv a b`"
std::string rename_help(std::string_view from, std::string_view to);

}  // namespace migrate::collect
