#include "pg/inspection.hpp"
#include "pg/reached.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace migrate::pg {

namespace {

using doctor::Inspection;
using endpoint::Endpoint;
using std::chrono::milliseconds;

/// Whose password would be wrong together: the same user at the same hosts, on whatever port. On this machine a port is
/// a server of its own, and nobody bans.
std::string account_of(const Endpoint& to) {
  auto account = to.resolved.user;
  for (const auto& host : to.resolved.hosts)
    account += fmt::format("\n{}\n{}\n{}", host.host, host.hostaddr, is_local(host) ? host.port : "");
  return account;
}

std::string not_again(const Endpoint& refused, const Endpoint& to) {
  return fmt::format("the login of `{}` was refused by {}: two wrong passwords in a row can ban this address",
                     text::printable(to.resolved.user), text::printable(refused.given.origin));
}

/// What the threads share.
class Counter {
 public:
  void add_one() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_one();
  }
  /// The count, once it is more than `before`.
  std::size_t more_than(std::size_t before) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ > before; });
    return count_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t count_ = 0;
};

/// Those of one account.
struct Group {
  std::vector<const Endpoint*> endpoints;
  std::vector<Inspection*> seen;
};

/// One after the other: after a refused login nobody tries this account again.
void inspect_group(const Group& group, const Options& options, milliseconds deadline, Counter& done) {
  const Endpoint* refused = nullptr;
  for (std::size_t i = 0; i < group.endpoints.size(); ++i) {
    const auto& to = *group.endpoints[i];
    if (refused != nullptr) {
      group.seen[i]->not_tried = not_again(*refused, to);
    } else {
      *group.seen[i] = inspect_one(to, options, deadline);
      if (group.seen[i]->failure && group.seen[i]->failure->code == "M0111") refused = &to;
    }
    done.add_one();
  }
}

}  // namespace

std::vector<Inspection> inspect(const std::vector<Endpoint>& all, const Options& options, milliseconds deadline,
                                const std::function<void(std::size_t done)>& tell) {
  const Undisturbed undisturbed;
  std::vector<Inspection> seen(all.size());
  std::map<std::string, Group> groups;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& group = groups[account_of(all[i])];
    group.endpoints.push_back(&all[i]);
    group.seen.push_back(&seen[i]);
  }
  Counter done;
  std::vector<std::jthread> threads;
  for (const auto& [account, group] : groups) {
    threads.emplace_back([&options, deadline, &done, &one = group] { inspect_group(one, options, deadline, done); });
  }
  for (std::size_t told = 0; told < all.size();) {
    told = done.more_than(told);
    tell(told);
  }
  return seen;
}

}  // namespace migrate::pg
