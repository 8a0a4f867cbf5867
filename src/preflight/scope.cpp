#include <migrate/preflight.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace migrate::preflight {

namespace {

/// Gathers over all pending statements, in the order in which they run.
class Gathering {
 public:
  void add(const plan::Entry& entry) {
    for (const auto& planned : entry.statements) {
      const auto& span = planned.statement.span;
      add(sql::touched(std::string_view(entry.migration->source->text).substr(span.begin, span.end - span.begin)),
          entry.version);
    }
  }
  Scope scope() && {
    for (auto& [name, table] : tables_) scope_.tables.push_back(std::move(table));
    for (auto& [name, version] : schemas_) scope_.schemas.push_back({.name = name, .version = version});
    return std::move(scope_);
  }

 private:
  void add(const sql::Touched& touched, const std::string& version) {
    if (touched.changes_rights || !touched.schemas.empty()) scope_.certain = false;
    for (const auto& schema : touched.schemas) own_schemas_.insert(schema);
    for (const auto& name : touched.made) {
      made_.insert(name);
      if (!own_schemas_.contains(name.schema)) schemas_.emplace(name.schema, version);
    }
    for (const auto& [name, lock, owned] : touched.relations) {
      // What is made by the run itself nobody else has locked.
      if (made_.contains(name) || own_schemas_.contains(name.schema)) continue;
      auto& table = tables_.try_emplace(name, Scope::Table{.name = name, .version = version}).first->second;
      table.lock = std::max(table.lock, lock);
      table.owned |= owned;
    }
    scope_.indexes.insert(scope_.indexes.end(), touched.indexes.begin(), touched.indexes.end());
    if (touched.waits_for_all && scope_.concurrent.empty()) scope_.concurrent = version;
  }

  Scope scope_;
  std::map<sql::Name, Scope::Table> tables_;
  std::map<std::string, std::string> schemas_;
  std::set<sql::Name> made_;
  std::set<std::string> own_schemas_;
};

}  // namespace

Scope scope_of(const plan::Plan& plan) {
  Gathering gathering;
  for (const auto* entry : plan.pending()) gathering.add(*entry);
  return std::move(gathering).scope();
}

}  // namespace migrate::preflight
