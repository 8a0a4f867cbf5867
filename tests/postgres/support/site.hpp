#pragma once

#include <migrate/workflow.hpp>

#include <string>
#include <vector>

namespace migrate::tests {

/// A workspace folder and a database of its own; both are gone afterwards.
class Site {
 public:
  Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;
  ~Site();

  /// A file in supabase/migrations.
  void migration(const std::string& name, const std::string& sql) const;
  workflow::ApplyReport apply(workflow::ApplyOptions options = {}, const Interruption* interruption = nullptr) const;
  plan::Plan plan() const;
  /// Each row of the result, its values joined by `|`.
  std::vector<std::string> rows(const std::string& sql) const;

  Workspace workspace;
  std::string folder;  ///< of the socket
  std::string database;
  std::string url_by(const std::string& socket_folder) const;
  std::string url;
};

/// A connection that is kept open, to hold locks.
class Session {
 public:
  explicit Session(const Site& site);
  ~Session();
  std::vector<std::string> rows(const std::string& sql) const;

 private:
  void* link_;
};

}  // namespace migrate::tests
