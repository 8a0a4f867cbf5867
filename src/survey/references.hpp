#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrate::survey {

/// `${NAME}`, `${NAME:-default}`, `$NAME`, `${{ secrets.NAME }}` in a text.
struct Reference {
  std::size_t begin = std::string_view::npos;
  std::size_t end = std::string_view::npos;
  std::string_view name = {};
  std::string_view fallback = {};
  bool has_fallback = false;
  bool secret = false;  ///< of a pipeline: its value is not in the repository
};
/// No connection string is longer; texts beyond it are not looked into.
inline constexpr std::size_t longest_value = 4096;

/// The first one at or behind `from`; `begin` is npos where there is none. `$$` is no reference.
Reference next_reference(std::string_view text, std::size_t from);

/// The names of the variables in a text of Use::given, in its order.
std::vector<std::string> references_in(std::string_view text);

}  // namespace migrate::survey
