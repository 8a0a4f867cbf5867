#pragma once

#include <migrate/diagnostic.hpp>
#include <migrate/markup.hpp>
#include <migrate/styled.hpp>

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Report value ──document──▶ Document ──format──▶ text. Knows values only.
namespace migrate::report {

/// What a command has to say on stdout, in every shape a format may want.
struct Document {
  std::string command;             ///< "status"
  std::vector<Styled> lines = {};  ///< for format `text`, one a line
  markup::Node data = {};          ///< for format `json`: a map; `schema`, `command` and `diagnostics` are added
  std::vector<std::vector<std::string>> rows = {};  ///< for format `tsv`
  std::vector<Diagnostic> diagnostics = {};         ///< text: rendered on stderr; json, github: part of stdout
  std::vector<Styled> story = {};                   ///< closing lines for stderr in format `text`: counts, `Next: …`;
                                                    ///< an empty first line asks for a gap to what stands above
};

/// One file of src/report/formats/ = one format.
struct Format {
  std::string_view name;  ///< "json"
  std::string_view help;  ///< "one object with a versioned schema"
  bool diagnostics;       ///< it prints the document's diagnostics itself (else they go to stderr as text)
  std::vector<Styled> (*print)(const Document&, const Surface&);
};
std::span<const Format* const> formats();
const Format* find_format(std::string_view name);

/// "41 ms", "4.02 s", "12.8 s", "2 min 5 s"
std::string duration(std::chrono::milliseconds took);

/// "3 months ago", "yesterday"; what is no ISO 8601 UTC time stays as it is.
std::string ago(std::string_view iso, std::chrono::system_clock::time_point now);

/// A diagnostic as text with its code frame, each line without its end.
std::vector<Styled> render(const Diagnostic& diagnostic, const Surface& surface);

/// A GitHub workflow command: "::error file=…,line=…,col=…,title=M0601::message"; properties and message escaped.
std::string annotation(const Diagnostic& diagnostic);

/// A diagnostic as JSON: code, severity, message, labels with file, line, column, end, notes, helps.
markup::Node to_json(const Diagnostic& diagnostic);

}  // namespace migrate::report
