#pragma once

#include <string>
#include <string_view>

namespace migrate::endpoint {

/// `text` with each unresolved part (`${…}`, `$NAME`, `{{…}}`, `<…>`) as `x`, byte for byte: what stands around it can
/// be read then.
std::string neutral(std::string_view text);

}  // namespace migrate::endpoint
