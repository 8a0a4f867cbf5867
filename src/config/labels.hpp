#pragma once

#include "config/reader.hpp"

namespace migrate::config {

/// "@acme/rust-service" → "acme_rust_service"; empty where nothing of the name is left.
std::string label_stem(std::string_view name);

/// The label of `entry` among `all`: its own `label`, else its language's where it is the only one or is named like it,
/// else its name. Empty in the bootstrap range.
std::string label_of(const Entry& entry, const std::vector<Entry>& all);

/// Labels that no file name can bear, and services that share one.
void check_labels(Reader& reader, const std::vector<Entry>& entries);

}  // namespace migrate::config
