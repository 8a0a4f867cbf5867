#pragma once

#include <atomic>
#include <string>
#include <thread>

namespace migrate::tests {

/// A Unix socket between program and server. The first COMMIT loses its answer, or does not arrive; what connects
/// after that passes.
class Proxy {
 public:
  enum class Cut { before_commit, after_commit, after_text };
  /// `text`: the statement that loses its answer, for `after_text`.
  Proxy(const std::string& server_folder, Cut cut, const std::string& text = "commit");
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;
  ~Proxy();
  std::string folder;

 private:
  void serve();
  void pass(int client);
  std::string server_;
  Cut cut_;
  std::string sent_;  ///< how the statement stands in the stream
  std::atomic<bool> done_{false};
  std::atomic<bool> over_{false};
  int listener_ = -1;
  std::thread thread_;
};

}  // namespace migrate::tests
