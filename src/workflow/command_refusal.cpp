#include "workflow/command_refusal.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace migrate::workflow {

namespace {

std::string program_of(const CommandOptions& options) {
  return text::printable(endpoint::shown({options.words.front()}));
}

Diagnostic nothing_seen(const CommandOptions& options, const Seen& seen) {
  Diagnostic diagnostic{.code = "M0135",
                        .message = fmt::format("`{}` was not started: no database was seen that it would connect to",
                                               program_of(options))};
  diagnostic.notes.push_back(fmt::format("looked at its words, {}", fmt::join(seen.places, ", ")));
  diagnostic.helps = {"name the variable that it reads: `--only NAME`, or set `DATABASE_URL`",
                      "what sets variables goes in front of the guard: `doppler run -- migrate guard -- …`"};
  return diagnostic;
}

Diagnostic not_set(const CommandOptions& options, const std::string& name) {
  return {.code = "M0135",
          .message = fmt::format("`{}` was not started: `{}` is not set", program_of(options), text::printable(name)),
          .notes = {"`--only` asks for it"}};
}

/// One tool reads `.env` alone, another one `.env.local` before it.
std::vector<Diagnostic> disagreements(const Seen& seen) {
  std::vector<Diagnostic> found;
  std::map<std::string, std::string> first;
  for (const auto& [string, file] : seen.strings) {
    if (file.empty() || string.variable.empty()) continue;
    const auto [before, is_new] = first.try_emplace(string.variable, file);
    if (is_new) continue;
    found.push_back({.code = "M0139",
                     .severity = Severity::warning,
                     .message = fmt::format("`{}` is not the same in {} and {}", text::printable(string.variable),
                                            text::printable(before->second), text::printable(file)),
                     .labels = {},
                     .notes = {"which one a command takes depends on who reads the files for it; both were judged"},
                     .helps = {fmt::format("set `{}` in the environment: it is stronger than both",
                                           text::printable(string.variable))}});
  }
  return found;
}

std::string host_of(const endpoint::Endpoint& endpoint) {
  if (endpoint.resolved.hosts.empty()) return {};
  auto host = endpoint.resolved.hosts.front().host;
  if (const auto at = host.find("-pooler."); at != std::string::npos)
    host.erase(at, std::string_view("-pooler").size());
  return host;
}

/// As far as their texts tell.
bool same_database(const Looked& a, const Looked& b) {
  if (!a.endpoint || !b.endpoint || a.endpoint->resolved.database != b.endpoint->resolved.database) return false;
  if (!a.endpoint->reference.empty() && !b.endpoint->reference.empty())
    return a.endpoint->reference == b.endpoint->reference;
  return host_of(*a.endpoint) == host_of(*b.endpoint) ||
         (endpoint::is_usual(a.given.variable) && endpoint::is_usual(b.given.variable));
}

/// The command as it would pass: each unfit connection replaced by a fit one that was seen, or by its corrected text.
class Correction {
 public:
  Correction(const CommandOptions& options, const endpoint::CommandWords& words, const Seen& seen,
             const std::vector<Looked>& looked)
      : options_(options), words_(words), seen_(seen), looked_(looked) {}

  /// Nothing where one of them cannot be replaced.
  [[nodiscard]] std::string command() {
    for (std::size_t i = 0; i < looked_.size(); ++i) {
      if (looked_[i].refusal && !replace(i)) return {};
    }
    return fmt::format("{}migrate guard {}-- {}", prefix_, flags_, endpoint::shown(options_.words, instead_));
  }

 private:
  /// A fit connection to the same database, by another variable.
  [[nodiscard]] std::optional<std::size_t> fit_for(std::size_t unfit) const {
    for (std::size_t i = 0; i < looked_.size(); ++i) {
      const bool named =
          !looked_[i].given.variable.empty() && looked_[i].given.variable != looked_[unfit].given.variable;
      if (named && !looked_[i].refusal && same_database(looked_[unfit], looked_[i])) return i;
    }
    return std::nullopt;
  }

  bool replace(std::size_t i) {
    const auto& looked = looked_[i];
    const auto& variable = looked.given.variable;
    const auto word = std::find_if(words_.urls.begin(), words_.urls.end(), [&](const endpoint::CommandWords::Url& url) {
      return url.string.origin == looked.given.origin && url.string.text == looked.given.text;
    });
    const auto fit = fit_for(i);
    const auto in_environment = fit && seen_.strings[*fit].file.empty();
    const auto text = looked.endpoint ? endpoint::corrected(*looked.endpoint) : std::string();
    const auto by_name = in_environment ? fmt::format("\"${}\"", looked_[*fit].given.variable) : std::string();
    if (word != words_.urls.end()) return replace_word(*word, by_name.empty() ? text : by_name, !by_name.empty());
    if (variable.empty() || !replaced_.insert(variable).second) return !variable.empty();
    if (!by_name.empty()) {
      prefix_ += fmt::format("{}={} ", variable, by_name);
    } else if (fit) {
      flags_ += fmt::format("--set {}={} ", variable, looked_[*fit].given.variable);
    } else if (!text.empty()) {
      prefix_ += fmt::format("{}='{}' ", variable, text::printable(text));
    } else {
      return false;
    }
    return true;
  }

  bool replace_word(const endpoint::CommandWords::Url& url, const std::string& text, bool named) {
    const auto& word = options_.words[url.word];
    const bool whole = url.span.end == word.size() && word.find_first_of(" \t\n'\"") == std::string::npos;
    if (text.empty() || !whole) return false;
    const auto before = word.substr(0, url.span.begin);
    instead_[url.word] = (before.empty() ? before : endpoint::shown({before})) +
                         (named ? text : fmt::format("'{}'", text::printable(text)));
    return true;
  }

  const CommandOptions& options_;
  const endpoint::CommandWords& words_;
  const Seen& seen_;
  const std::vector<Looked>& looked_;
  std::string prefix_;
  std::string flags_;
  std::map<std::size_t, std::string> instead_;
  std::set<std::string> replaced_;
};

/// `--only` for those that are fit, where only variables are not.
std::string only_fit_ones(const CommandOptions& options, const std::vector<Looked>& looked) {
  std::set<std::string> unfit;
  for (const auto& one : looked) {
    if (one.refusal && one.given.variable.empty()) return {};
    if (one.refusal) unfit.insert(one.given.variable);
  }
  std::string names;
  for (const auto& one : looked) {
    if (!one.given.variable.empty() && !unfit.contains(one.given.variable))
      names += (names.empty() ? "" : ",") + one.given.variable;
  }
  return names.empty() ? names : fmt::format("migrate guard --only {} -- {}", names, endpoint::shown(options.words));
}

/// "1 of 3 connections that it would see is unfit"
std::string counted(std::size_t unfit, std::size_t all) {
  if (all == 1) return "the one connection that it would see is unfit";
  return fmt::format("{} of {} connections that it would see {} unfit", unfit, all, unfit == 1 ? "is" : "are");
}

Diagnostic not_started(const CommandOptions& options, const endpoint::CommandWords& words, const Seen& seen,
                       const std::vector<Looked>& looked) {
  const auto unfit = static_cast<std::size_t>(
      std::count_if(looked.begin(), looked.end(), [](const Looked& one) { return one.refusal.has_value(); }));
  const auto problems = seen.problems.size();
  Diagnostic diagnostic{.code = "M0136",
                        .message = fmt::format("`{}` was not started: {}", program_of(options),
                                               counted(unfit + problems, looked.size() + problems))};
  const auto command = problems == 0 ? Correction(options, words, seen, looked).command() : std::string();
  const auto only = options.only.empty() ? only_fit_ones(options, looked) : std::string();
  if (!command.empty()) diagnostic.helps.push_back(fmt::format("run it so: `{}`", command));
  if (!only.empty()) {
    diagnostic.helps.push_back(
        fmt::format("{}where it reads no other variable: `{}`", command.empty() ? "" : "or, ", only));
  }
  return diagnostic;
}

}  // namespace

std::vector<Diagnostic> judge_command(const CommandOptions& options, const endpoint::CommandWords& words,
                                      const Seen& seen, const std::vector<Looked>& looked) {
  std::vector<Diagnostic> found;
  for (const auto& one : looked) {
    if (one.refusal) found.push_back(*one.refusal);
  }
  append(found, seen.problems);
  const bool unfit = !found.empty();
  append(found, disagreements(seen));
  for (const auto& name : options.only) {
    const bool set = std::any_of(looked.begin(), looked.end(), [&](const Looked& one) {
      return one.given.variable == name || one.given.origin.find("$" + name) != std::string::npos;
    });
    if (!set && seen.problems.empty()) found.push_back(not_set(options, name));
  }
  if (unfit) found.push_back(not_started(options, words, seen, looked));
  if (looked.empty() && found.empty()) found.push_back(nothing_seen(options, seen));
  return found;
}

}  // namespace migrate::workflow
