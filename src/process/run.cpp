#include "launch.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace migrate::process {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_output = std::size_t{256} << 20;

/// Takes what is there; the descriptor closes at the end of the stream.
void drain(Descriptor& from, std::string& into) {
  std::array<char, 65536> buffer;
  while (from.is_open() && into.size() <= most_output) {
    const auto got = ::read(from.number(), buffer.data(), buffer.size());
    if (got > 0) {
      into.append(buffer.data(), static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else if (got < 0 && errno == EAGAIN) {
      return;
    } else {
      from.reset();
    }
  }
}

int status_of(int waited) {
  return WIFSIGNALED(waited) ? 128 + WTERMSIG(waited) : WEXITSTATUS(waited);
}

/// Ends whatever is left of the group, also what the program left running, and takes the program's status.
int reap(const Running& running) {
  ::kill(-running.pid, SIGKILL);
  int waited = 0;
  while (::waitpid(running.pid, &waited, 0) < 0 && errno == EINTR) {
  }
  return status_of(waited);
}

int milliseconds_until(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 3'600'000));
}

enum class Ending { ended, too_late, too_much, interrupted };

/// Reads both streams until the program has ended, the deadline has passed or the output is out of bounds.
Ending follow(Running& running, Exit& exit, const Command& command) {
  const bool limited = command.deadline.count() > 0;
  const auto end = Clock::now() + command.deadline;
  const int interruption = command.interruption == nullptr ? -1 : command.interruption->descriptor();
  while (true) {
    // A closed descriptor is -1, which poll passes over.
    std::array<pollfd, 4> waiting{{{.fd = running.ended.number(), .events = POLLIN, .revents = 0},
                                   {.fd = running.output.number(), .events = POLLIN, .revents = 0},
                                   {.fd = running.errors.number(), .events = POLLIN, .revents = 0},
                                   {.fd = interruption, .events = POLLIN, .revents = 0}}};
    const auto ready = ::poll(waiting.data(), waiting.size(), limited ? milliseconds_until(end) : -1);
    if (ready < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    drain(running.output, exit.output);
    drain(running.errors, exit.errors);
    if (exit.output.size() > most_output || exit.errors.size() > most_output) return Ending::too_much;
    if (ready > 0 && (waiting[0].revents & POLLIN) != 0) return Ending::ended;
    if (ready > 0 && waiting[3].revents != 0) return Ending::interrupted;
    if (limited && Clock::now() >= end) return Ending::too_late;
  }
}

Diagnostic stopped(const Command& command, std::string reason) {
  return {.code = "M0257",
          .message = fmt::format("`{}` {}", text::printable(command.words.front()), reason),
          .notes = {"it was ended, with every process that it had started"}};
}

}  // namespace

Result<Exit> run(const Command& command) {
  auto running = launch(command);
  if (!running) return fail(running);

  Exit exit;
  const auto ending = follow(*running, exit, command);
  exit.status = reap(*running);
  if (ending == Ending::ended) return exit;
  if (ending == Ending::too_much) return fail(stopped(command, "wrote more than 256 MiB"));
  if (ending == Ending::interrupted) return fail(stopped(command, "was interrupted"));
  return fail(stopped(command, fmt::format("took longer than {} ms", command.deadline.count())));
}

}  // namespace migrate::process
