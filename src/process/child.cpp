#include <migrate/process.hpp>

#include <fmt/core.h>

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace migrate::process {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// What the child does between fork and exec: only calls that are safe there. Returns the errno that stopped it.
int become(const Start& what, char* const* words, char* const* environment) {
  if (what.user) {
    if (setgroups(0, nullptr) != 0 || setgid(what.user->gid) != 0 || setuid(what.user->uid) != 0) return errno;
  }
#ifdef __linux__
  // After setuid, which clears it.
  if (what.end == Start::End::with_us) prctl(PR_SET_PDEATHSIG, SIGQUIT);
#endif
  // Its own session: Ctrl-C at the terminal is for us, and we stop the child in our own order.
  setsid();
  if (!what.folder.empty() && chdir(what.folder.c_str()) != 0) return errno;
  const int input = open(what.input.empty() ? "/dev/null" : what.input.c_str(), O_RDONLY);
  const int output = open(what.output.empty() ? "/dev/null" : what.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (input < 0 || output < 0) return errno;
  if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) return errno;
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
  execve(words[0], words, environment);
  return errno;
}

Diagnostic not_started(const std::string& program, int error) {
  return {.code = "M0118",
          .message = fmt::format("`{}` could not be started", program),
          .labels = {},
          .notes = {std::strerror(error)},
          .helps = {}};
}

}  // namespace

Result<Child> start(const Start& what) {
  auto words = what.words;
  std::vector<std::string> variables;
  for (const auto& [name, value] : what.environment) variables.push_back(name + "=" + value);
  const auto word_pointers = pointers(words);
  const auto variable_pointers = pointers(variables);

  // Closed by a successful exec, so that an errno arrives here only where the program did not start.
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return fail(not_started(what.words.front(), errno));
  const pid_t pid = fork();
  if (pid == 0) {
    const int error = become(what, word_pointers.data(), variable_pointers.data());
    [[maybe_unused]] const auto written = write(report[1], &error, sizeof error);
    _exit(127);
  }
  const int fork_error = errno;
  close(report[1]);
  int error = 0;
  const auto got = pid < 0 ? 0 : read(report[0], &error, sizeof error);
  close(report[0]);
  if (pid < 0) return fail(not_started(what.words.front(), fork_error));
  if (got > 0) {
    waitpid(pid, nullptr, 0);
    return fail(not_started(what.words.front(), error));
  }
  return Child(pid);
}

std::optional<int> Child::wait(milliseconds deadline) {
  const auto until = steady_clock::now() + deadline;
  while (!status_) {
    int status = 0;
    const auto ended = waitpid(pid_, &status, WNOHANG);
    if (ended == pid_) status_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (ended < 0 && errno != EINTR) status_ = 127;
    if (status_ || steady_clock::now() >= until) break;
    poll(nullptr, 0, 2);
  }
  return status_;
}

void Child::signal(int number) const {
  if (!status_) kill(pid_, number);
}

}  // namespace migrate::process
