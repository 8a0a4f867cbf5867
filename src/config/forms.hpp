#pragma once

#include "config/reader.hpp"

namespace migrate::config {

/// migrate.yaml, our own format.
Written read_yaml(Reader& reader, const markup::Node& root);

/// .kodo/config.json: `stack.workspaces` and `stack.sharedDatabase`; every other key belongs to other tools.
Written read_kodo(Reader& reader, const markup::Node& root);

// What both forms have.
void read_python(Reader& reader, const markup::Node& node, Entry& entry);
void read_ledger(Reader& reader, const markup::Node& node, Entry& entry);

}  // namespace migrate::config
