#pragma once

#include <migrate/file_tree.hpp>
#include <migrate/migration.hpp>

#include <string_view>
#include <vector>

/// What every adapter does with a file that holds SQL.
namespace migrate::sources {

/// Path, bytes, hash and SQL of `file`. A file without any statement is a baseline, and remarks on it. Whether the text
/// is fit as SQL is examined when it is collected: most sources of a run are collected already.
SourceMigration read_sql(const FileTree::File& file);

/// "0003_add_users" and "20240101120000_add_users" make "add_users"; a name that is only a number stays.
std::string_view without_number(std::string_view name);

/// The whole first line, for what concerns a file as such.
Label head_of(const FileTree::File& file, std::string text);

}  // namespace migrate::sources
