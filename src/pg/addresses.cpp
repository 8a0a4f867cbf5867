#include "pg/addresses.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <memory>
#include <thread>

namespace migrate::pg {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

struct FreeList {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

struct Found {
  std::shared_ptr<addrinfo> list;
  std::string said;
};

Found look_up(const std::string& name, const std::string& port) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int code = ::getaddrinfo(name.c_str(), port.c_str(), &wanted, &list);
  if (code != 0) return {.list = nullptr, .said = ::gai_strerror(code)};
  return {.list = {list, FreeList{}}, .said = {}};
}

/// The look-up itself has no deadline: it ends on a thread that nobody waits for.
Found look_up_until(const std::string& name, const std::string& port, steady_clock::time_point until) {
  auto task = std::make_shared<std::packaged_task<Found()>>([name, port] { return look_up(name, port); });
  auto answer = task->get_future();
  std::thread([task] { (*task)(); }).detach();
  if (answer.wait_until(until) == std::future_status::ready) return answer.get();
  return {.list = nullptr, .said = "the look-up of the name took too long"};
}

std::string text_of(const addrinfo& one) {
  char text[NI_MAXHOST] = "";
  ::getnameinfo(one.ai_addr, one.ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
  return text;
}

/// A connection attempt under way.
struct Attempt {
  int descriptor = -1;
  doctor::Address address;
  bool open = false;
};

Attempt begin(const addrinfo& one) {
  Attempt attempt;
  attempt.address = {.family = one.ai_family == AF_INET6 ? doctor::Address::Family::v6 : doctor::Address::Family::v4,
                     .text = text_of(one),
                     .said = {}};
  attempt.descriptor = ::socket(one.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (attempt.descriptor < 0) {
    attempt.address.said = std::strerror(errno);
  } else if (::connect(attempt.descriptor, one.ai_addr, one.ai_addrlen) != 0) {
    attempt.open = errno == EINPROGRESS;
    if (!attempt.open) attempt.address.said = std::strerror(errno);
  }
  return attempt;
}

void finish(std::vector<Attempt>& attempts, steady_clock::time_point until) {
  while (std::any_of(attempts.begin(), attempts.end(), [](const Attempt& one) { return one.open; })) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    std::vector<pollfd> sockets;
    for (const auto& one : attempts)
      sockets.push_back({.fd = one.open ? one.descriptor : -1, .events = POLLOUT, .revents = 0});
    if (left.count() > 0) ::poll(sockets.data(), sockets.size(), static_cast<int>(left.count()));
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      if (!attempts[i].open) continue;
      int error = ETIMEDOUT;
      socklen_t size = sizeof error;
      if (sockets[i].revents != 0)
        ::getsockopt(sockets[i].fd, SOL_SOCKET, SO_ERROR, &error, &size);
      else if (left.count() > 0)
        continue;
      attempts[i].open = false;
      if (error != 0) attempts[i].address.said = std::strerror(error);
    }
  }
}

}  // namespace

Addresses reach(const endpoint::Host& host, steady_clock::time_point until) {
  const auto found = look_up_until(host.hostaddr.empty() ? host.host : host.hostaddr, host.port, until);
  if (!found.list) return {.all = {}, .said = found.said};
  std::vector<Attempt> attempts;
  for (const auto* one = found.list.get(); one != nullptr; one = one->ai_next) attempts.push_back(begin(*one));
  finish(attempts, until);
  Addresses addresses;
  for (auto& one : attempts) {
    if (one.descriptor >= 0) ::close(one.descriptor);
    addresses.all.push_back(std::move(one.address));
  }
  return addresses;
}

}  // namespace migrate::pg
