#include "pg/deadline.hpp"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <algorithm>
#include <csignal>

namespace migrate::pg {

Deadline::Deadline(std::chrono::milliseconds time, const Interruption* outer)
    : outer_(outer),
      until_(std::chrono::steady_clock::now() + time),
      timer_(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)),
      both_(::epoll_create1(EPOLL_CLOEXEC)) {
  const auto left = std::max(time, std::chrono::milliseconds(1));
  itimerspec when{};
  when.it_value.tv_sec = static_cast<time_t>(left.count() / 1000);
  when.it_value.tv_nsec = static_cast<long>(left.count() % 1000) * 1000000;
  ::timerfd_settime(timer_, 0, &when, nullptr);
  epoll_event readable{};
  readable.events = EPOLLIN;
  ::epoll_ctl(both_, EPOLL_CTL_ADD, timer_, &readable);
  if (outer_ != nullptr && outer_->descriptor() >= 0)
    ::epoll_ctl(both_, EPOLL_CTL_ADD, outer_->descriptor(), &readable);
}

Deadline::~Deadline() {
  ::close(both_);
  ::close(timer_);
}

int Deadline::signal() const {
  const int given = outer_ == nullptr ? 0 : outer_->signal();
  if (given != 0) return given;
  return is_over() ? SIGALRM : 0;
}

}  // namespace migrate::pg
