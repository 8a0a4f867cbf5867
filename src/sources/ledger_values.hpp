#pragma once

#include <migrate/sources.hpp>

#include <string>
#include <string_view>

/// What the ledgers of several tools are compared with.
namespace migrate::sources {

/// "" where there is no such key, or NULL.
std::string value_of(const std::map<std::string, std::string>& row, const std::string& column);

/// "hash 3f2a91c07d55, not 9bc1e0aa41f2": the beginnings where both are long, since the ends of hashes say nothing.
std::string unlike(std::string_view what, std::string_view seen, std::string_view wanted);

/// "a; b"
void add_seen(std::string& all, std::string_view more);

}  // namespace migrate::sources
