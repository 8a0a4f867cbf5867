#include "launch.hpp"

#include <migrate/text.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace migrate::process {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

void Descriptor::reset() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

namespace {

int checked(int result, const char* call) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), call);
  return result;
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};
Pipe make_pipe() {
  int ends[2];
  checked(::pipe2(ends, O_CLOEXEC), "pipe2");
  return {.read = Descriptor(ends[0]), .write = Descriptor(ends[1])};
}

void never_block(const Descriptor& descriptor) {
  checked(::fcntl(descriptor.number(), F_SETFL, O_NONBLOCK), "fcntl");
}

/// A file in memory: unlike a pipe it takes all of the input at once, and a program that does not read cannot hurt us.
Descriptor input_file(std::string_view input) {
  Descriptor file(checked(::memfd_create("input", MFD_CLOEXEC), "memfd_create"));
  while (!input.empty()) {
    const auto written = ::write(file.number(), input.data(), input.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw std::system_error(errno, std::generic_category(), "write");
    input.remove_prefix(static_cast<std::size_t>(written));
  }
  checked(static_cast<int>(::lseek(file.number(), 0, SEEK_SET)), "lseek");
  return file;
}

std::map<std::string, std::string> environment_of(const Command& command) {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string_view::npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  for (const auto& name : command.without) variables.erase(name);
  for (const auto& [name, value] : command.environment) variables[name] = value;
  return variables;
}

bool is_program(const std::string& path, const std::string& folder) {
  const auto seen_from_here = path.starts_with('/') || folder.empty() ? path : folder + '/' + path;
  struct stat status {};
  return ::stat(seen_from_here.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::access(seen_from_here.c_str(), X_OK) == 0;
}

/// Where the program lies: a word with a `/` is a path, seen from the working folder; else PATH decides.
std::optional<std::string> find_program(const std::string& word, const std::string& folder, std::string path) {
  if (word.find('/') != std::string::npos) return is_program(word, folder) ? std::optional(word) : std::nullopt;
  path += ':';
  for (std::size_t begin = 0, end = 0; (end = path.find(':', begin)) != std::string::npos; begin = end + 1) {
    if (end == begin || path[begin] != '/') continue;
    auto candidate = path.substr(begin, end - begin) + '/' + word;
    if (is_program(candidate, folder)) return candidate;
  }
  return std::nullopt;
}

/// `words` as exec wants them; they must outlive the answer.
std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

/// All that the child needs, made before the fork: after it nothing may allocate, another thread may hold the heap's
/// lock.
struct Launch {
  const char* program;
  char* const* words;
  char* const* environment;
  const char* folder;
  int input;
  int output;
  int errors;
  int failure;
  pid_t parent;
};

[[noreturn]] void give_up(const Launch& launch) {
  const int reason = errno;
  if (::write(launch.failure, &reason, sizeof reason) < 0) ::_exit(126);
  ::_exit(127);
}

void restore_signals() {
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &usual, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const Launch& launch) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launch.parent) ::_exit(127);
  restore_signals();
  if (::dup2(launch.input, STDIN_FILENO) < 0 || ::dup2(launch.output, STDOUT_FILENO) < 0 ||
      ::dup2(launch.errors, STDERR_FILENO) < 0) {
    give_up(launch);
  }
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  if (*launch.folder != '\0' && ::chdir(launch.folder) != 0) give_up(launch);
  ::execve(launch.program, launch.words, launch.environment);
  give_up(launch);
}

Diagnostic not_started(const Command& command, std::string_view reason) {
  const auto program = text::printable(command.words.front());
  Diagnostic diagnostic{.code = "M0256", .message = fmt::format("the program `{}` cannot be started", program)};
  diagnostic.notes.push_back(command.folder.empty()
                                 ? std::string(reason)
                                 : fmt::format("{}; working folder: {}", reason, text::printable(command.folder)));
  return diagnostic;
}

/// What stopped the child before its exec, or 0: the pipe closes by itself when exec succeeds.
int failure_of(const Descriptor& failure) {
  int reason = 0;
  ssize_t got = 0;
  do {
    got = ::read(failure.number(), &reason, sizeof reason);
  } while (got < 0 && errno == EINTR);
  return got == static_cast<ssize_t>(sizeof reason) ? reason : 0;
}

// By its number: glibc 2.36 declares pidfd_open without `extern "C"`.
Descriptor ending_of(pid_t pid) {
  return Descriptor(checked(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)), "pidfd_open"));
}

}  // namespace

Result<Running> launch(const Command& command) {
  if (command.words.empty()) throw std::logic_error("a command without words");
  auto variables = environment_of(command);
  const auto program = find_program(command.words.front(), command.folder, variables["PATH"]);
  if (!program) return fail(not_started(command, "there is no such program"));

  std::vector<std::string> settings;
  for (const auto& [name, value] : variables) settings.push_back(name + '=' + value);
  auto words = command.words;
  const auto argv = pointers(words);
  const auto envp = pointers(settings);
  const auto input = input_file(command.input);
  auto output = make_pipe();
  auto errors = make_pipe();
  auto failure = make_pipe();
  const Launch prepared{.program = program->c_str(),
                        .words = argv.data(),
                        .environment = envp.data(),
                        .folder = command.folder.c_str(),
                        .input = input.number(),
                        .output = output.write.number(),
                        .errors = errors.write.number(),
                        .failure = failure.write.number(),
                        .parent = ::getpid()};
  const auto pid = checked(::fork(), "fork");
  if (pid == 0) become(prepared);

  // Both sides set the group: whichever comes first, a kill of the group finds it.
  ::setpgid(pid, pid);
  failure.write.reset();
  if (const int reason = failure_of(failure.read); reason != 0) {
    ::waitpid(pid, nullptr, 0);
    return fail(not_started(command, std::strerror(reason)));
  }
  never_block(output.read);
  never_block(errors.read);
  return Running{
      .pid = pid, .ended = ending_of(pid), .output = std::move(output.read), .errors = std::move(errors.read)};
}

}  // namespace migrate::process
