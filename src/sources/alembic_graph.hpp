#pragma once

#include "sources/alembic_python.hpp"

#include <migrate/file_tree.hpp>

#include <string>
#include <vector>

namespace migrate::sources::alembic {

/// What a revision file says of itself.
struct Revision {
  const FileTree::File* file = nullptr;
  std::string id;
  Span place;               ///< of the identity
  python::Literal down;     ///< `down_revision`
  python::Literal depends;  ///< `depends_on`: revisions or branch labels
  python::Literal labels;   ///< `branch_labels`
  std::string title;        ///< the docstring's first line
  std::string tokens;       ///< fingerprint
};

struct Ordered {
  const Revision* revision = nullptr;
  std::vector<std::string> before;  ///< whose rows in `alembic_version` this one replaces: parents and dependencies
};

/// The revisions as `alembic upgrade heads` applies them: parents first. `revisions` in the order of their files, which
/// decides between branches. Duplicates, missing parents and cycles are errors; what they touch is left out.
std::vector<Ordered> in_order(const std::vector<Revision>& revisions, std::vector<Diagnostic>& diagnostics);

}  // namespace migrate::sources::alembic
