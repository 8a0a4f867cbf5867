#include "sources/alembic_order.hpp"

#include <algorithm>

namespace migrate::sources::alembic {

std::vector<Index> Node::before() const {
  auto all = parents;
  for (const auto index : dependencies) {
    if (std::find(all.begin(), all.end(), index) == all.end()) all.push_back(index);
  }
  return all;
}

namespace {

std::vector<bool> ancestors_of(const Graph& graph, Index start) {
  std::vector<bool> reached(graph.size());
  std::vector<Index> todo{start};
  reached[start] = true;
  while (!todo.empty()) {
    const auto at = todo.back();
    todo.pop_back();
    for (const auto before : graph[at].before()) {
      if (reached[before]) continue;
      reached[before] = true;
      todo.push_back(before);
    }
  }
  return reached;
}

}  // namespace

// Alembic's own walk from the heads down (RevisionMap._topological_sort of 1.8.1), reversed: it follows one branch as
// far as no other head still needs the revision, then goes on with that other one.
std::vector<Index> upgrade_order(const Graph& graph, const std::vector<Index>& placed) {
  std::vector<bool> todo(graph.size());
  std::vector<bool> followed(graph.size());
  for (const auto index : placed) todo[index] = true;
  for (const auto index : placed) {
    for (const auto before : graph[index].before()) followed[before] = true;
  }
  std::vector<Index> heads;
  std::vector<std::vector<bool>> ancestors;
  for (Index index = 0; index < graph.size(); ++index) {
    if (!todo[index] || followed[index]) continue;
    heads.push_back(index);
    ancestors.push_back(ancestors_of(graph, index));
  }

  std::vector<Index> order;
  std::size_t current = 0;
  while (!heads.empty()) {
    const auto candidate = heads[current];
    std::size_t other = 0;
    while (other < heads.size() && (other == current || !ancestors[other][candidate])) ++other;
    if (other < heads.size()) {
      current = other;
      continue;
    }
    if (todo[candidate]) order.push_back(candidate);
    todo[candidate] = false;
    std::vector<Index> next;
    for (const auto before : graph[candidate].before()) {
      if (todo[before] && std::find(heads.begin(), heads.end(), before) == heads.end()) next.push_back(before);
    }
    if (next.empty()) {
      heads.erase(heads.begin() + static_cast<std::ptrdiff_t>(current));
      ancestors.erase(ancestors.begin() + static_cast<std::ptrdiff_t>(current));
      current = current == 0 ? 0 : current - 1;
      continue;
    }
    heads[current] = next.front();
    // On a plain line the ancestors of the next one are those of this one: what was emitted is asked for no more.
    if (graph[candidate].before().size() != 1) ancestors[current] = ancestors_of(graph, next.front());
    for (std::size_t i = 1; i < next.size(); ++i) {
      heads.push_back(next[i]);
      ancestors.push_back(ancestors_of(graph, next[i]));
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

}  // namespace migrate::sources::alembic
