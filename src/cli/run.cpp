#include "cli/help.hpp"
#include "cli/interruption.hpp"
#include "cli/parser.hpp"
#include "cli/present.hpp"
#include "cli/terminal.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>

namespace migrate::cli {

namespace {

/// Where one of the three is closed, the next file that is opened would take its place, and our output would end in it.
void open_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) [[maybe_unused]]
      const int opened = open("/dev/null", O_RDWR);
  }
}

std::string current_folder() {
  std::string folder(4096, '\0');
  return getcwd(folder.data(), folder.size()) ? std::string(folder.c_str()) : std::string();
}

std::string user_name(const Environment& environment) {
  for (const auto* name : {"USER", "LOGNAME"}) {
    if (const auto value = value_of(environment, name); !value.empty()) return std::string(value);
  }
  const auto* entry = getpwuid(geteuid());
  return entry ? entry->pw_name : std::to_string(geteuid());
}

std::string host_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

Colour colour_of(const std::string& word) {
  if (word == "always") return Colour::always;
  return word == "never" ? Colour::never : Colour::automatic;
}

Verbosity verbosity_of(const Arguments& arguments) {
  if (arguments.has("quiet")) return Verbosity::quiet;
  if (!arguments.has("verbose")) return Verbosity::normal;
  return arguments.get("verbose") == "1" ? Verbosity::statements : Verbosity::queries;
}

int run_command(const Request& request, Terminal& terminal, const Environment& environment) {
  const auto& command = *request.command;
  for (const auto& [name, value] : environment) {
    terminal.redact_connection_string(value);
    if (name == "PGPASSWORD") terminal.redact(Secret(value));
  }
  const workflow::Surroundings surroundings{.environment = environment,
                                            .folder = current_folder(),
                                            .user = user_name(environment),
                                            .host = host_name(),
                                            .interruption = command.interruptible ? &watch_signals() : nullptr};
  return command.run(
      {.command = command, .arguments = request.arguments, .surroundings = surroundings, .terminal = terminal});
}

int run_request(const Request& request, Terminal& terminal, const Environment& environment) {
  if (request.version) {
    terminal.out({{Role::plain, "migrate " MIGRATE_VERSION}});
    return done;
  }
  if (request.command && !request.arguments.has("help")) return run_command(request, terminal, environment);
  const auto lines = request.command ? manual(*request.command, terminal.out_surface()) : overview(commands());
  for (const auto& line : lines) terminal.out(line);
  return done;
}

void show_error(Terminal& terminal, const Diagnostic& diagnostic) {
  for (const auto& line : report::render(diagnostic, terminal.err_surface())) terminal.err(line);
}

}  // namespace

int run(const std::vector<std::string>& words, const Environment& environment) {
  open_standard_streams();
  survive_closed_pipes();
  const auto request = parse(commands(), words);
  if (!request) {
    Terminal terminal(environment, Colour::automatic, Verbosity::normal);
    for (const auto& word : words) terminal.redact_connection_string(word);
    show_error(terminal, request.error());
    return exit_code(request.error());
  }
  Terminal terminal(environment, colour_of(request->arguments.get("color")), verbosity_of(request->arguments));
  for (const auto& word : words) terminal.redact_connection_string(word);
  const int code = run_request(*request, terminal, environment);
  const auto lost = terminal.flush();
  if (lost.empty()) return code;
  show_error(terminal, {.code = "", .message = fmt::format("standard output could not be written: {}", lost)});
  return code == done ? failed : code;
}

int report_bug(std::string_view what) {
  Terminal terminal({}, Colour::never, Verbosity::normal);
  terminal.err({{Role::error, "internal error"}, {Role::plain, ": " + text::printable(what)}});
  terminal.err(
      {{Role::plain, "  = help: please report it with the command that you ran, and what it should have done"}});
  return bug;
}

}  // namespace migrate::cli
