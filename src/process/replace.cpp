#include <migrate/process.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace migrate::process {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

/// What we handled ends the program from here on, as it would end the other one; what our caller had ignored (`nohup`)
/// stays ignored, and its mask is not ours to change.
void restore_handled_signals() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) continue;
    action = {};
    action.sa_handler = SIG_DFL;
    ::sigaction(number, &action, nullptr);
  }
}

Diagnostic not_started(const std::string& program, int error) {
  const auto shown = text::printable(program);
  struct stat status {};
  const bool is_path = program.find('/') != std::string::npos;
  const bool there = is_path && ::stat(program.c_str(), &status) == 0;
  if (error == ENOENT && there) {
    return {.code = "M0138",
            .message = fmt::format("`{}` cannot be started", shown),
            .notes = {"the interpreter that its first line names is not there"}};
  }
  if (error == ENOENT || error == ENOTDIR) {
    Diagnostic diagnostic{.code = "M0137", .message = fmt::format("there is no program `{}`", shown)};
    if (!is_path) diagnostic.notes.emplace_back("no folder of `$PATH` holds it");
    return diagnostic;
  }
  Diagnostic diagnostic{
      .code = "M0138", .message = fmt::format("`{}` cannot be started", shown), .notes = {std::strerror(error)}};
  if (error == EACCES && there && S_ISREG(status.st_mode))
    diagnostic.helps.push_back(fmt::format("make it executable: `chmod +x {}`", shown));
  return diagnostic;
}

}  // namespace

Diagnostic replace(const std::vector<std::string>& words,
                   const std::vector<std::pair<std::string, std::string>>& environment,
                   const Interruption* interruption) {
  auto arguments = words;
  std::vector<std::string> settings;
  for (const auto& [name, value] : environment) settings.push_back(name + '=' + value);
  const auto argv = pointers(arguments);
  const auto envp = pointers(settings);
  restore_handled_signals();
  // One that came before is not lost.
  if (interruption != nullptr && interruption->signal() != 0) ::raise(interruption->signal());
  ::execvpe(argv[0], argv.data(), envp.data());
  return not_started(words.front(), errno);
}

}  // namespace migrate::process
