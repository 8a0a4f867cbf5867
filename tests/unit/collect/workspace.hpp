#pragma once

#include <migrate/collect.hpp>
#include <migrate/hash.hpp>
#include <migrate/sql.hpp>

#include <algorithm>
#include <string>
#include <vector>

/// A workspace of four lanes, and what the tests need to fill it.
inline migrate::Workspace example_workspace() {
  migrate::Workspace workspace;
  workspace.root = "/nowhere";
  workspace.config = "migrate.yaml";
  const auto service = [&](std::string name, std::string label, std::string orm,
                           std::vector<migrate::NumberRange> ranges) {
    migrate::Service made;
    made.name = std::move(name);
    made.label = std::move(label);
    made.orm = std::move(orm);
    made.folder = "services/" + made.name;
    made.ranges = std::move(ranges);
    workspace.services.push_back(std::move(made));
  };
  service("bootstrap", "", "sql", {{0, 99}});
  service("server", "server", "drizzle", {{100, 199}});
  service("worker", "rust", "sqlx", {{300, 309}, {1000, 1009}});
  service("rust-service", "rust_service", "sqlx", {{400, 499}});
  return workspace;
}

inline migrate::SourceMigration source(std::string id, std::string name, std::string sql) {
  migrate::SourceMigration made;
  made.path = "services/server/drizzle/" + id + ".sql";
  made.id = std::move(id);
  made.name = std::move(name);
  made.source = std::make_shared<const migrate::Source>(migrate::Source{.name = made.path, .text = sql});
  made.sha256 = migrate::hash::sha256(sql);
  made.tokens = migrate::sql::fingerprint(sql);
  made.sql = std::move(sql);
  return made;
}

inline std::string header_of(const std::string& service) {
  migrate::Provenance provenance;
  provenance.service = service;
  return migrate::collect::header(provenance);
}

/// A tree of texts by path.
class Files {
 public:
  void put(const std::string& path, const std::string& text) {
    const auto it = std::lower_bound(tree.files.begin(), tree.files.end(), path,
                                     [](const auto& file, const std::string& wanted) { return file.path < wanted; });
    auto made = std::make_shared<const migrate::Source>(migrate::Source{.name = path, .text = text});
    if (it != tree.files.end() && it->path == path) {
      it->source = std::move(made);
    } else {
      tree.files.insert(it, {.path = path, .source = std::move(made)});
    }
  }
  void put(const migrate::collect::SyncPlan& plan) {
    for (const auto& write : plan.writes) put(write.path, write.text);
  }
  [[nodiscard]] const std::string& get(const std::string& path) const { return tree.find(path)->source->text; }

  migrate::FileTree tree;
};

/// What sync would do with the sources of `server` alone.
inline migrate::collect::SyncPlan plan_server(const Files& files, std::vector<migrate::SourceMigration> sources,
                                              const migrate::collect::Options& options = {}) {
  static const auto workspace = example_workspace();
  std::vector<migrate::sources::Discovery> discoveries(workspace.services.size());
  discoveries[1].migrations = std::move(sources);
  return migrate::collect::plan(workspace, discoveries, migrate::collect::read_folder(files.tree, workspace), options);
}

inline std::vector<std::string> paths(const migrate::collect::SyncPlan& plan) {
  std::vector<std::string> all;
  for (const auto& write : plan.writes) all.push_back(write.path);
  return all;
}

inline std::vector<std::string> codes(const std::vector<migrate::Diagnostic>& diagnostics) {
  std::vector<std::string> all;
  for (const auto& diagnostic : diagnostics) all.push_back(diagnostic.code);
  return all;
}

/// The text that a label marks.
inline std::string marked(const migrate::Label& label) {
  return label.source->text.substr(label.span.begin, label.span.end - label.span.begin);
}
