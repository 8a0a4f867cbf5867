#pragma once

#include <migrate/compat.hpp>

/// The folder as the CLI lists it.
namespace migrate::compat {

/// A file whose name it takes; `version` is text.
struct Local {
  std::string version;
  const FileTree::File* file = nullptr;
};
struct Listing {
  std::vector<Local> files;  ///< by version, then by name
  std::vector<Skipped> skipped;
};
Listing list_local(const Folder& folder);

/// Which of the files a push takes, and why it would take none.
struct Pending {
  std::vector<std::string> missing;  ///< versions without a file
  std::vector<Local> early;          ///< files that come before an applied version
  std::vector<Local> next;           ///< the others that are not applied
};
/// `applied` ascending.
Pending find_pending(const std::vector<Local>& files, const std::vector<std::string>& applied);

/// The lines of `supabase migration list`: versions that are no numbers of 64 bits are left out.
std::vector<Pair> pair_up(const std::vector<Local>& files, const std::vector<std::string>& applied);

}  // namespace migrate::compat
