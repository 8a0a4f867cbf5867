#include "sources/alembic_graph.hpp"
#include "sources/alembic_order.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace migrate::sources::alembic {

namespace {

std::string shown(std::string_view id) {
  return fmt::format("`{}`", text::printable(id));
}

Label label_of(const Revision& revision, Span span, std::string text) {
  return {.source = revision.file->source, .span = span, .text = std::move(text)};
}

/// Identities and branch labels, with the node that bears them.
using Names = std::map<std::string, Index, std::less<>>;

Graph nodes_of(const std::vector<Revision>& revisions, Names& names, std::vector<Diagnostic>& diagnostics) {
  Graph graph;
  for (const auto& revision : revisions) {
    const auto [it, fresh] = names.emplace(revision.id, graph.size());
    if (fresh) {
      graph.push_back({.revision = &revision, .parents = {}, .dependencies = {}});
      continue;
    }
    const auto& first = *graph[it->second].revision;
    diagnostics.push_back({.code = "M0243",
                           .message = fmt::format("two revisions are called {}", shown(revision.id)),
                           .labels = {label_of(revision, revision.place, "this one was left out"),
                                      label_of(first, first.place, "this one comes first")},
                           .notes = {},
                           .helps = {"give one of them an identity of its own"}});
  }
  for (Index i = 0; i < graph.size(); ++i) {
    for (const auto& label : graph[i].revision->labels.values) names.emplace(label, i);
  }
  return graph;
}

Diagnostic missing(const Revision& revision, Span place, const std::string& wanted, const Names& names) {
  Diagnostic diagnostic{
      .code = "M0244",
      .message = fmt::format("revision {} refers to {}, which is not there", shown(revision.id), shown(wanted)),
      .labels = {label_of(revision, place, "no file of the versions folders says so of itself")}};
  std::vector<std::string_view> known;
  for (const auto& [name, index] : names) known.push_back(name);
  const auto similar = text::similar(wanted, known);
  if (!similar.empty()) diagnostic.helps.push_back(fmt::format("a similar one is there: {}", shown(similar)));
  diagnostic.helps.push_back("restore the file of that revision, or name the one that this one follows");
  return diagnostic;
}

/// False where one of the names is not there: then the revision cannot be placed.
bool resolve(const Revision& revision, const python::Literal& literal, const Names& names, std::vector<Index>& into,
             std::vector<Diagnostic>& diagnostics) {
  bool complete = true;
  for (const auto& name : literal.values) {
    const auto it = names.find(name);
    if (it == names.end()) {
      diagnostics.push_back(missing(revision, literal.span, name, names));
      complete = false;
    } else if (std::find(into.begin(), into.end(), it->second) == into.end()) {
      into.push_back(it->second);
    }
  }
  return complete;
}

/// Parents first, ties by file; what is missing here stands in a cycle, behind one, or behind a missing revision.
std::vector<Index> reachable(const Graph& graph, const std::vector<bool>& broken) {
  std::vector<std::vector<Index>> followers(graph.size());
  std::vector<std::size_t> waiting(graph.size());
  std::vector<Index> order;
  for (Index i = 0; i < graph.size(); ++i) {
    for (const auto before : graph[i].before()) followers[before].push_back(i);
    waiting[i] = graph[i].before().size() + (broken[i] ? 1 : 0);
    if (waiting[i] == 0) order.push_back(i);
  }
  for (std::size_t next = 0; next < order.size(); ++next) {
    for (const auto follower : followers[order[next]]) {
      if (--waiting[follower] == 0) order.push_back(follower);
    }
  }
  return order;
}

/// One circle among the nodes that could not be reached, if there is one.
std::vector<Index> find_cycle(const Graph& graph, const std::vector<bool>& placed) {
  std::vector<int> seen(graph.size());
  int round = 0;
  for (Index start = 0; start < graph.size(); ++start) {
    std::vector<Index> path;
    ++round;
    for (auto at = start; !placed[at] && (seen[at] == 0 || seen[at] == round);) {
      if (seen[at] == round) return {std::find(path.begin(), path.end(), at), path.end()};
      seen[at] = round;
      path.push_back(at);
      const auto before = graph[at].before();
      const auto it = std::find_if(before.begin(), before.end(), [&](Index index) { return !placed[index]; });
      if (it == before.end()) break;
      at = *it;
    }
  }
  return {};
}

Diagnostic cycle_of(const Graph& graph, const std::vector<Index>& cycle) {
  Diagnostic diagnostic{.code = "M0245", .message = "the revisions form a cycle"};
  const auto shown_labels = std::min<std::size_t>(cycle.size(), 4);
  for (std::size_t i = 0; i < shown_labels; ++i) {
    const auto& revision = *graph[cycle[i]].revision;
    const auto next = cycle[(i + 1) % cycle.size()];
    const auto& parents = graph[cycle[i]].parents;
    const bool as_parent = std::find(parents.begin(), parents.end(), next) != parents.end();
    diagnostic.labels.push_back(
        label_of(revision, as_parent ? revision.down.span : revision.depends.span,
                 fmt::format("{} needs {}", shown(revision.id), shown(graph[next].revision->id))));
  }
  if (cycle.size() > shown_labels) diagnostic.notes.push_back(fmt::format("{} revisions in all", cycle.size()));
  diagnostic.helps.push_back("correct the `down_revision` or `depends_on` that closes the circle");
  return diagnostic;
}

/// Drops the dependencies that an ancestor has, too: Alembic does not count them as a revision's own.
void drop_inherited(Graph& graph, const std::vector<Index>& order) {
  for (const auto index : order) {
    auto& own = graph[index].dependencies;
    if (own.empty()) continue;
    std::vector<bool> seen(graph.size());
    auto todo = graph[index].parents;
    while (!todo.empty() && !own.empty()) {
      const auto at = todo.back();
      todo.pop_back();
      if (seen[at]) continue;
      seen[at] = true;
      for (const auto inherited : graph[at].dependencies) std::erase(own, inherited);
      todo.insert(todo.end(), graph[at].parents.begin(), graph[at].parents.end());
    }
  }
}

void note_heads(const Graph& graph, const std::vector<bool>& placed, std::vector<Diagnostic>& diagnostics) {
  std::vector<bool> followed(graph.size());
  for (Index index = 0; index < graph.size(); ++index) {
    for (const auto parent : graph[index].parents) followed[parent] = true;
  }
  std::vector<std::string> heads;
  Diagnostic note{.code = "M0246", .severity = Severity::note, .message = ""};
  for (Index index = 0; index < graph.size(); ++index) {
    if (followed[index] || !placed[index]) continue;
    const auto& revision = *graph[index].revision;
    heads.push_back(shown(revision.id));
    if (note.labels.size() < 4) note.labels.push_back(label_of(revision, revision.place, "a head"));
  }
  if (heads.size() < 2) return;
  note.message = fmt::format("the revisions have {} heads: {}", heads.size(), fmt::join(heads, ", "));
  note.helps.push_back("`alembic merge heads` joins them, where `alembic upgrade head` is still used");
  diagnostics.push_back(std::move(note));
}

}  // namespace

std::vector<Ordered> in_order(const std::vector<Revision>& revisions, std::vector<Diagnostic>& diagnostics) {
  Names names;
  auto graph = nodes_of(revisions, names, diagnostics);
  std::vector<bool> broken(graph.size());
  for (Index i = 0; i < graph.size(); ++i) {
    const auto& revision = *graph[i].revision;
    const bool parents = resolve(revision, revision.down, names, graph[i].parents, diagnostics);
    broken[i] = !resolve(revision, revision.depends, names, graph[i].dependencies, diagnostics) || !parents;
  }

  const auto placed = reachable(graph, broken);
  std::vector<bool> is_placed(graph.size());
  for (const auto index : placed) is_placed[index] = true;
  const auto cycle = find_cycle(graph, is_placed);
  if (!cycle.empty()) diagnostics.push_back(cycle_of(graph, cycle));

  drop_inherited(graph, placed);
  note_heads(graph, is_placed, diagnostics);
  std::vector<Ordered> ordered;
  for (const auto index : upgrade_order(graph, placed)) {
    Ordered entry{.revision = graph[index].revision, .before = {}};
    for (const auto before : graph[index].before()) entry.before.push_back(graph[before].revision->id);
    ordered.push_back(std::move(entry));
  }
  return ordered;
}

}  // namespace migrate::sources::alembic
