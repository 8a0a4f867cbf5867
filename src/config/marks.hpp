#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/sources.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Where the tools were, by the files that only they leave behind (Adapter::marks).
namespace migrate::config {

/// True where `path` is `folder` or lies below it.
bool lies_in(std::string_view folder, std::string_view path);

/// The folders of services in which `adapter`'s tool left its marks, ascending.
std::vector<std::string> places_of(const sources::Adapter& adapter, const FileTree& listing);

/// The only ORM whose marks lie in `folder`, or null.
const sources::Adapter* tool_in(std::string_view folder, const FileTree& listing);

}  // namespace migrate::config
