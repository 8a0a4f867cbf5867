#pragma once

#include "sources/alembic_graph.hpp"

#include <cstddef>
#include <vector>

namespace migrate::sources::alembic {

using Index = std::size_t;

struct Node {
  const Revision* revision = nullptr;
  std::vector<Index> parents;       ///< `down_revision`
  std::vector<Index> dependencies;  ///< `depends_on`, less what an ancestor depends on already
  /// Both, each once.
  [[nodiscard]] std::vector<Index> before() const;
};
using Graph = std::vector<Node>;

/// The nodes of `placed`, which form no cycle, as `alembic upgrade heads` of 1.8.1 applies them.
std::vector<Index> upgrade_order(const Graph& graph, const std::vector<Index>& placed);

}  // namespace migrate::sources::alembic
