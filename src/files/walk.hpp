#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace migrate::files {

enum class Entry { file, folder, symlink, other };

/// Whether a folder of this name is never looked into: it holds what tools made, not what people wrote.
bool skipped(int parent, std::string_view name);

/// Everything below `folder`, in no order; a folder is seen before what is in it. errno or 0 where it cannot be opened.
int walk(int root, const std::string& folder, const std::function<void(std::string path, Entry entry)>& seen);

}  // namespace migrate::files
