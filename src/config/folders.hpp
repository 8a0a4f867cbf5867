#pragma once

#include "config/reader.hpp"

#include <migrate/file_tree.hpp>
#include <migrate/sources.hpp>

namespace migrate::config {

/// Fills folder and migrations of `service`; what is wrong with them is noted. `adapter` is null for plain SQL.
void settle_folders(Reader& reader, const Entry& entry, const std::vector<Entry>& all, const sources::Adapter* adapter,
                    const FileTree& listing, Service& service);

/// Where the entry lives as far as its own words tell: its `path`, else the folder of its name at the root.
std::optional<std::string> told_folder(const Entry& entry, const FileTree& listing);

}  // namespace migrate::config
