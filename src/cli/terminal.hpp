#pragma once

#include "cli/redactor.hpp"

#include <migrate/interruption.hpp>
#include <migrate/secret.hpp>
#include <migrate/styled.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrate::cli {

using Environment = std::vector<std::pair<std::string, std::string>>;
/// The variable's value, or "".
std::string_view value_of(const Environment& environment, std::string_view name);

enum class Colour { automatic, always, never };
enum class Verbosity { quiet, normal, statements, queries };

/// The only writer to stdout and stderr. A reader that has gone away is never fatal: what it would have read is
/// dropped.
class Terminal {
 public:
  Terminal(const Environment& environment, Colour colour, Verbosity verbosity);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  [[nodiscard]] const Surface& out_surface() const { return out_.surface; }
  [[nodiscard]] const Surface& err_surface() const { return err_.surface; }
  [[nodiscard]] Verbosity verbosity() const { return verbosity_; }
  [[nodiscard]] bool overwrites() const { return overwrites_; }  ///< whether `live` shows anything
  [[nodiscard]] bool in_github_actions() const { return github_; }

  /// One line each, without its end. stdout is gathered, and written before anything on stderr.
  void out(const Styled& line);
  void err(const Styled& line);
  /// An empty line on stderr where something stands above.
  void gap();
  /// The last line, overwritten by what comes next; nothing where stderr is no terminal.
  void live(const Styled& line);

  /// Whether a question would be seen, and somebody could type an answer.
  [[nodiscard]] bool can_ask() const;
  /// What is typed behind `prompt`, up to the end of the line: nothing that was typed before counts. "" where the input
  /// ends, or a signal asked to stop.
  std::string ask(const Styled& prompt, const Interruption* interruption);

  /// From here on `***` stands for it in every byte written.
  void redact(const Secret& secret) { redactor_.add(secret.reveal()); }
  void redact_connection_string(std::string_view text) { redactor_.add_from_connection_string(text); }

  /// Writes what was gathered. The reason why stdout did not take it all, or ""; a closed pipe is no reason.
  std::string flush();

 private:
  struct Stream {
    int descriptor;
    Surface surface;
    bool colour = false;
    bool closed = false;
    int error = 0;
  };
  [[nodiscard]] std::string bytes_of(const Styled& line, const Stream& stream) const;
  void write(Stream& stream, std::string_view bytes);
  void clear_live();

  Stream out_;
  Stream err_;
  Verbosity verbosity_;
  bool github_;
  bool overwrites_;       // stderr is a terminal that knows escape sequences
  bool live_ = false;     // a live line is shown
  bool above_ = false;    // a line that is not empty stands above the next one of stderr
  std::string gathered_;  // for stdout
  Redactor redactor_;
};

}  // namespace migrate::cli
