#include "workflow/command_refusal.hpp"
#include "workflow/given.hpp"
#include "workflow/guard.hpp"

#include <migrate/file_tree.hpp>
#include <migrate/process.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using endpoint::ConnectionString;
using Variables = std::vector<std::pair<std::string, std::string>>;

void set(Variables& variables, const std::string& name, std::string value) {
  std::erase_if(variables, [&](const auto& pair) { return pair.first == name; });
  variables.emplace_back(name, std::move(value));
}

/// A folder above the current one as it is seen from there: "../../"; the current one is "".
std::string seen_from(const std::string& current, const std::string& folder) {
  if (folder == current) return {};
  if (!current.starts_with(folder + "/")) return folder + "/";
  std::string up = "../";
  for (const char c : current.substr(folder.size() + 1)) up += c == '/' ? "../" : "";
  return up;
}

/// The .env files that tools read: ours, those of $NODE_ENV, and Prisma's beside its schema.
std::vector<std::string> names_of_files(const Surroundings& surroundings) {
  auto names = endpoint::dotenv_names(variable(surroundings, "MIGRATE_ENV"));
  for (auto& name : endpoint::dotenv_names(variable(surroundings, "NODE_ENV"))) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  names.emplace_back("prisma/.env");
  return names;
}

Result<std::vector<SourceRef>> files_of(const std::string& folder, const std::vector<std::string>& names,
                                        const std::string& prefix) {
  auto files = read_dotenv(folder, names);
  if (!files || prefix.empty()) return files;
  for (auto& file : *files) {
    auto source = *file;
    source.name = prefix + source.name;
    file = std::make_shared<const Source>(std::move(source));
  }
  return files;
}

/// Gathers what the command would see, each string once.
class Gatherer {
 public:
  Gatherer(const CommandOptions& options, Variables process) : options_(options), process_(std::move(process)) {}

  void add(ConnectionString string, const std::string& file) {
    const auto known = [&](const Seen::String& one) {
      return one.string.variable == string.variable && one.string.text == string.text;
    };
    if (std::any_of(seen_.strings.begin(), seen_.strings.end(), known)) return;
    seen_.strings.push_back({.string = std::move(string), .file = file});
  }

  void add_process() {
    add_from(endpoint::read_environment({}, process_), "");
    seen_.places.emplace_back("the environment");
  }

  /// Each file by itself: one tool reads `.env` alone, another one `.env.local` before it.
  void add_files(const std::vector<SourceRef>& files) {
    for (auto file = files.begin(); file != files.end(); ++file) {
      add_from(endpoint::read_environment({file, files.end()}, process_), (*file)->name);
      seen_.places.push_back((*file)->name);
    }
  }

  void add_libpq(const std::vector<SourceRef>& files) {
    auto string = endpoint::of_libpq_variables(endpoint::read_environment(files, process_));
    const auto counts = [&](const std::string& name) { return string->origin.find("$" + name) != std::string::npos; };
    if (!string) return;
    if (options_.only.empty() || std::any_of(options_.only.begin(), options_.only.end(), counts))
      add(std::move(*string), "");
  }

  [[nodiscard]] Seen take() { return std::move(seen_); }

 private:
  void add_from(const endpoint::Environment& environment, const std::string& file) {
    auto found =
        options_.only.empty() ? endpoint::find_all(environment) : endpoint::find_these(environment, options_.only);
    for (auto& string : found.strings) {
      if (endpoint::find(environment, string.variable)->file == file) add(std::move(string), file);
    }
    for (auto& problem : found.problems) {
      if (!problem.labels.empty() && problem.labels.front().source->name == file)
        seen_.problems.push_back(std::move(problem));
    }
  }

  const CommandOptions& options_;
  Variables process_;
  Seen seen_;
};

/// The variables as the command gets them, `--set NAME=OTHER` done.
Result<Variables> with_replaced(const CommandOptions& options, const std::vector<SourceRef>& files,
                                const Surroundings& surroundings) {
  auto variables = surroundings.environment;
  const auto before = endpoint::read_environment(files, variables);
  for (const auto& [name, other] : options.replaced) {
    const auto* variable = endpoint::find(before, other);
    if (variable != nullptr && variable->problem) return fail(*variable->problem);
    if (variable == nullptr || variable->value.empty()) {
      return fail(
          Diagnostic{.code = "M0122",
                     .message = fmt::format("`{}` is not set", text::printable(other)),
                     .notes = {fmt::format("`--set {}={}` needs it", text::printable(name), text::printable(other))}});
    }
    set(variables, name, variable->value.reveal());
  }
  return variables;
}

/// The variables that `env NAME=VALUE …` in front of the command makes of these.
Variables behind_env(Variables variables, const endpoint::CommandWords& words) {
  for (const auto& name : words.taken_away) {
    std::erase_if(variables, [&](const auto& pair) { return pair.first == name; });
  }
  for (const auto& [name, value] : words.assignments) set(variables, name, value);
  return variables;
}

/// Files that the words name: `dotenv -e .env.production -- …`, `node --env-file=.env …`.
Result<std::vector<SourceRef>> files_of_words(const endpoint::CommandWords& words, const std::string& current) {
  std::vector<SourceRef> all;
  for (const auto& path : words.files) {
    const auto whole = path.starts_with('/') ? path : join(current, path);
    auto files = files_of(std::string(folder_of(whole)), {whole.substr(whole.rfind('/') + 1)},
                          path.substr(0, path.rfind('/') + 1));
    if (!files) return fail(files);
    all.insert(all.end(), files->begin(), files->end());
  }
  return all;
}

}  // namespace

Result<CommandReport> guard_command(const Workspace& workspace, const CommandOptions& options,
                                    const Surroundings& surroundings, const Observer& observer) {
  const auto& current = surroundings.folder;
  const auto words = endpoint::read_words(options.words);
  const auto names = names_of_files(surroundings);
  auto files = files_of(current, names, "");
  if (!files) return fail(files);
  const auto above = workspace.root == current ? Result<std::vector<SourceRef>>(std::vector<SourceRef>{})
                                               : files_of(workspace.root, names, seen_from(current, workspace.root));
  if (!above) return fail(above);
  const auto named = files_of_words(words, current);
  if (!named) return fail(named);

  auto all = *named;
  all.insert(all.end(), files->begin(), files->end());
  all.insert(all.end(), above->begin(), above->end());
  auto environment = with_replaced(options, all, surroundings);
  if (!environment) return fail(environment);

  Gatherer gatherer(options, behind_env(*environment, words));
  for (const auto& url : words.urls) gatherer.add(url.string, "");
  gatherer.add_process();
  gatherer.add_files(*named);
  gatherer.add_files(*files);
  gatherer.add_files(*above);
  gatherer.add_libpq(all);
  const auto seen = gatherer.take();

  std::vector<ConnectionString> strings;
  for (const auto& one : seen.strings) strings.push_back(one.string);
  CommandReport report{.guard = {}, .environment = *std::move(environment)};
  report.guard.looked =
      look_at(std::move(strings), workspace.root, options.probe, options.assume, surroundings, observer);
  for (auto& looked : report.guard.looked) looked.decides = true;
  report.guard.diagnostics = judge_command(options, words, seen, report.guard.looked);
  return report;
}

Diagnostic run_instead(const std::vector<std::string>& words, const CommandReport& report,
                       const Surroundings& surroundings) {
  return process::replace(words, report.environment, surroundings.interruption);
}

}  // namespace migrate::workflow
