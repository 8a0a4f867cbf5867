#include "cli/terminal.hpp"

#include "cli/theme.hpp"

#include <migrate/text.hpp>

#include <sys/ioctl.h>
#include <unistd.h>

#include <poll.h>
#include <termios.h>
#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

namespace migrate::cli {

std::string_view value_of(const Environment& environment, std::string_view name) {
  const auto it =
      std::find_if(environment.begin(), environment.end(), [&](const auto& pair) { return pair.first == name; });
  return it == environment.end() ? std::string_view() : std::string_view(it->second);
}

namespace {

constexpr std::size_t gathered_at_most = 64 * 1024;

/// As setlocale would decide it, without the locale's files.
bool is_utf8(const Environment& environment) {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    std::string value(value_of(environment, name));
    if (value.empty()) continue;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return value.find("utf-8") != std::string::npos || value.find("utf8") != std::string::npos;
  }
  return false;
}

std::size_t width_of(int descriptor) {
  constexpr std::size_t least = 40;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return std::max<std::size_t>(size.ws_col, least);
}

Surface surface_of(int descriptor, const Environment& environment) {
  const bool terminal = isatty(descriptor) == 1;
  return {.width = terminal ? width_of(descriptor) : 100, .terminal = terminal, .unicode = is_utf8(environment)};
}

bool colours(const Surface& surface, Colour colour, const Environment& environment) {
  if (colour != Colour::automatic) return colour == Colour::always;
  if (!value_of(environment, "NO_COLOR").empty()) return false;
  const auto forced = value_of(environment, "CLICOLOR_FORCE");
  if (!forced.empty() && forced != "0") return true;
  return surface.terminal && value_of(environment, "TERM") != "dumb";
}

/// A line that the runner of GitHub Actions would take for a command: it looks behind white space, and `##[` anywhere.
std::string disarmed(std::string line) {
  const auto first = line.find_first_not_of(" \t");
  if (first != std::string::npos && line.compare(first, 2, "::") == 0) line.replace(first, 1, "\\x3a");
  for (auto at = line.find("##["); at != std::string::npos; at = line.find("##[", at)) line.replace(at, 1, "\\x23");
  return line;
}

Styled shortened(const Styled& line, std::size_t columns, std::string_view ellipsis) {
  if (text::width(plain(line)) <= columns) return line;
  columns -= 1;
  Styled short_line;
  for (const auto& piece : line) {
    short_line.push_back({piece.role, {}});
    for (std::size_t i = 0; i < piece.text.size();) {
      auto end = i + 1;
      while (end < piece.text.size() && (static_cast<unsigned char>(piece.text[end]) & 0xC0) == 0x80) ++end;
      const auto width = text::width(std::string_view(piece.text).substr(i, end - i));
      if (width > columns) {
        short_line.back().text += ellipsis;
        return short_line;
      }
      columns -= width;
      short_line.back().text.append(piece.text, i, end - i);
      i = end;
    }
  }
  return short_line;
}

}  // namespace

Terminal::Terminal(const Environment& environment, Colour colour, Verbosity verbosity)
    : out_{.descriptor = STDOUT_FILENO, .surface = surface_of(STDOUT_FILENO, environment)},
      err_{.descriptor = STDERR_FILENO, .surface = surface_of(STDERR_FILENO, environment)},
      verbosity_(verbosity),
      github_(value_of(environment, "GITHUB_ACTIONS") == "true"),
      overwrites_(err_.surface.terminal && value_of(environment, "TERM") != "dumb") {
  out_.colour = colours(out_.surface, colour, environment);
  err_.colour = colours(err_.surface, colour, environment);
}

Terminal::~Terminal() {
  clear_live();
  flush();
}

std::string Terminal::bytes_of(const Styled& line, const Stream& stream) const {
  std::string bytes;
  for (const auto& piece : line) {
    const auto code = stream.colour ? code_of(piece.role) : std::string_view();
    if (code.empty() || piece.text.empty()) {
      bytes += piece.text;
    } else {
      bytes.append("\x1b[").append(code).append("m").append(piece.text).append("\x1b[0m");
    }
  }
  bytes = redactor_.clean(std::move(bytes));
  const bool is_command = !line.empty() && line.front().role == Role::command;
  return github_ && !is_command ? disarmed(std::move(bytes)) : bytes;
}

void Terminal::write(Stream& stream, std::string_view bytes) {
  while (!bytes.empty() && !stream.closed) {
    const auto written = ::write(stream.descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      pollfd ready{.fd = stream.descriptor, .events = POLLOUT, .revents = 0};
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      stream.closed = true;
      stream.error = errno;
    }
  }
}

void Terminal::clear_live() {
  if (!live_) return;
  live_ = false;
  write(err_, "\r\x1b[K");
}

void Terminal::out(const Styled& line) {
  gathered_ += bytes_of(line, out_);
  gathered_ += '\n';
  if (out_.surface.terminal && err_.surface.terminal) above_ = !line.empty();
  if (gathered_.size() >= gathered_at_most) flush();
}

void Terminal::err(const Styled& line) {
  flush();
  clear_live();
  write(err_, bytes_of(line, err_) + '\n');
  above_ = !line.empty();
}

void Terminal::gap() {
  if (above_) err({});
}

void Terminal::live(const Styled& line) {
  if (!overwrites_ || verbosity_ == Verbosity::quiet) return;
  flush();
  write(err_, "\r\x1b[K" + bytes_of(shortened(line, err_.surface.width - 1, err_.surface.unicode ? "…" : "~"), err_));
  live_ = true;
}

bool Terminal::can_ask() const {
  return isatty(STDIN_FILENO) == 1 && err_.surface.terminal;
}

std::string Terminal::ask(const Styled& prompt, const Interruption* interruption) {
  constexpr std::size_t longest_answer = 256;
  flush();
  clear_live();
  tcflush(STDIN_FILENO, TCIFLUSH);
  write(err_, bytes_of(prompt, err_));
  std::string answer;
  while (answer.size() < longest_answer) {
    pollfd ready[] = {{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                      {.fd = interruption ? interruption->descriptor() : -1, .events = POLLIN, .revents = 0}};
    if (poll(ready, 2, -1) < 0 && errno != EINTR) break;
    if (interruption && interruption->signal() != 0) break;
    if (ready[0].revents == 0) continue;
    char c = 0;
    if (read(STDIN_FILENO, &c, 1) != 1 || c == '\n') break;
    answer += c;
  }
  const bool ended = interruption && interruption->signal() != 0;
  // Enter has ended the line on the screen; a signal or the end of the input has not.
  if (ended) write(err_, "\n");
  above_ = true;
  return ended ? std::string() : answer;
}

std::string Terminal::flush() {
  if (!gathered_.empty()) {
    clear_live();
    write(out_, std::exchange(gathered_, {}));
  }
  return out_.error == 0 || out_.error == EPIPE ? std::string() : std::strerror(out_.error);
}

}  // namespace migrate::cli
