#include "cli/interruption.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>

namespace migrate::cli {

namespace {

volatile std::sig_atomic_t received = 0;
int pipe_ends[2] = {-1, -1};

extern "C" void on_signal(int signal) {
  if (received != 0) _exit(128 + signal);
  received = signal;
  const int saved = errno;
  const char byte = 0;
  [[maybe_unused]] const auto written = ::write(pipe_ends[1], &byte, 1);
  errno = saved;
}

extern "C" void on_closed_pipe(int) {}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

/// Whoever started us with `nohup` wants SIGHUP ignored.
bool ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

class Signals : public Interruption {
 public:
  Signals() {
    if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return;
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) {
      if (!ignored(each)) handle(each, on_signal);
    }
  }
  [[nodiscard]] int descriptor() const override { return pipe_ends[0]; }
  [[nodiscard]] int signal() const override { return received; }
};

}  // namespace

const Interruption& watch_signals() {
  static const Signals signals;
  return signals;
}

// A handler, not SIG_IGN: programs that we start get the default back.
void survive_closed_pipes() {
  handle(SIGPIPE, on_closed_pipe);
}

}  // namespace migrate::cli
