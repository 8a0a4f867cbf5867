#pragma once

#include "endpoint/anatomy.hpp"

#include <string_view>

/// One reader for each form of a connection string. Each notes the first flaw in `anatomy`.
namespace migrate::endpoint {

/// From `anatomy.authority` on, as libpq's conninfo_uri_parse_options does.
void read_url(std::string_view trimmed, Anatomy& anatomy);

/// `keyword = 'value' …`, as libpq's conninfo_parse does.
void read_pairs(std::string_view trimmed, Anatomy& anatomy);

/// What libpq takes for white space.
bool is_blank(char c);

}  // namespace migrate::endpoint
