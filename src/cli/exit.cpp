#include <migrate/cli.hpp>

#include <algorithm>
#include <iterator>

namespace migrate::cli {

namespace {

/// The first row that holds a code decides.
struct Row {
  std::string_view first, last;
  Exit exit;
};
constexpr Row table[] = {
    {"M0001", "M0099", usage},                               // the config
    {"M0101", "M0106", refused},                             // the guard
    {"M0107", "M0108", usage},                               // no URL, or none that can be read
    {"M0109", "M0109", refused}, {"M0113", "M0113", usage},  // a target that the config does not have
    {"M0114", "M0114", refused},                             // settings that do not stay: a pooler after all
    {"M0119", "M0119", refused},                             // it led to a server that the guard did not see
    {"M0116", "M0116", usage},   {"M0120", "M0124", usage},  // the .env files and what they set
    {"M0125", "M0125", refused},                             // a probe that came to no end
    {"M0127", "M0127", refused},                             // an HTTP service
    {"M0131", "M0132", usage},                               // as above
    {"M0135", "M0136", refused},                             // a command that was not started
    {"M0137", "M0137", not_found},                           // … that is not there
    {"M0138", "M0138", not_executable},                      // … that cannot be started
    {"M0140", "M0140", refused},                             // a repository's own files lead to a pooler
    {"M0302", "M0302", to_do},                               // sources that are not collected
    {"M0323", "M0324", usage},                               // --service
    {"M0357", "M0357", busy},                                // another run writes in the workspace
    {"M0507", "M0508", usage},                               // --to and --service
    {"M0602", "M0602", busy},                                // another run holds the database's lock
    {"M0621", "M0621", busy},    // an ORM's own migrator does
    {"M0604", "M0605", repair},  // an outcome that is not known, a half that does not fit any more
    {"M0610", "M0610", repair},  // a migration that ended its own transaction
    {"M0640", "M0640", usage},   // a protected target, and nobody to ask
    {"M0643", "M0643", usage},   // a file that is no plan
    {"M0654", "M0654", usage},   // two services in one ledger
    {"M0662", "M0663", usage},   // versions of `repair`
    {"M0680", "M0682", to_do},   {"M0684", "M0684", to_do},  // a ledger that does not say what the history says
    {"M0685", "M0685", usage},   {"M0691", "M0691", usage},  // what `down` is to take back, and whether
    {"M0700", "M0709", usage},   // settings that cannot be made from what was given
};

/// The gravest first.
constexpr Exit by_gravity[] = {bug, repair, busy, refused, not_found, not_executable, usage, failed, to_do, done};

}  // namespace

int exit_code(const Diagnostic& diagnostic) {
  if (diagnostic.severity != Severity::error) return done;
  if (diagnostic.code.empty()) return usage;
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const Row& r) { return r.first <= diagnostic.code && diagnostic.code <= r.last; });
  return row == std::end(table) ? failed : row->exit;
}

int exit_code(const std::vector<Diagnostic>& diagnostics) {
  const auto rank = [](int exit) { return std::find(std::begin(by_gravity), std::end(by_gravity), exit); };
  int gravest = done;
  for (const auto& diagnostic : diagnostics) {
    const auto exit = exit_code(diagnostic);
    if (rank(exit) < rank(gravest)) gravest = exit;
  }
  return gravest;
}

}  // namespace migrate::cli
