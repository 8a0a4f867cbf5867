#include "workflow/given.hpp"

#include <migrate/files.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <random>

namespace migrate::workflow {

std::string variable(const Surroundings& surroundings, std::string_view name) {
  const auto found = std::find_if(surroundings.environment.begin(), surroundings.environment.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  return found == surroundings.environment.end() ? std::string() : found->second;
}

Result<std::vector<SourceRef>> read_dotenv(const std::string& folder, const std::vector<std::string>& names) {
  std::vector<SourceRef> sources;
  for (const auto& name : names) {
    auto file = files::read(folder, name);
    if (file) {
      sources.push_back(std::move(*file));
    } else if (file.error().code != "M0359") {
      // A file that is there but cannot be read may name another database than the next one does.
      auto unusable = file.error();
      unusable.code = "M0124";
      unusable.notes.emplace_back("without it another file, and so another database, might be taken");
      return fail(unusable);
    }
  }
  return sources;
}

Result<endpoint::Environment> environment_of(const std::string& root, const std::string& target,
                                             const Surroundings& surroundings) {
  const auto sources =
      read_dotenv(root, endpoint::dotenv_names(target.empty() ? variable(surroundings, "MIGRATE_ENV") : target));
  if (!sources) return fail(sources);
  return endpoint::read_environment(*sources, surroundings.environment);
}

namespace {

Diagnostic no_such_target(const Workspace& workspace, const std::string& name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const auto& target : workspace.targets) {
    names.push_back(target.name);
    list += (list.empty() ? "`" : ", `") + text::printable(target.name) + "`";
  }
  Diagnostic diagnostic{
      .code = "M0113",
      .message = workspace.config.empty()
                     ? fmt::format("there is no config here that could have a target `{}`", text::printable(name))
                     : fmt::format("there is no target `{}` in {}", text::printable(name), workspace.config)};
  const auto like = text::similar(name, names);
  if (!like.empty()) diagnostic.helps.push_back(fmt::format("a similar one: `{}`", text::printable(like)));
  diagnostic.helps.push_back(list.empty() ? "add it under `targets:`, or give the connection with `--url`"
                                          : "the targets are " + list);
  return diagnostic;
}

}  // namespace

Result<endpoint::ConnectionString> given(const Workspace& workspace, const Where& where,
                                         const Surroundings& surroundings) {
  if (!where.url.empty())
    return endpoint::ConnectionString{.text = Secret(where.url), .origin = "--url", .target_name = {}};
  const auto environment = environment_of(workspace.root, where.target, surroundings);
  if (!environment) return fail(environment);
  if (where.target.empty()) return endpoint::choose(*environment);
  const auto* target = find_target(workspace, where.target);
  if (target == nullptr) return fail(no_such_target(workspace, where.target));
  return endpoint::of_target(*target, *environment);
}

Result<endpoint::Endpoint> classify(const endpoint::ConnectionString& string, const Observer& observer) {
  const auto prepared = endpoint::prepare(string);
  if (!prepared) return fail(prepared);
  auto resolved = pg::resolve(prepared->conninfo, string.origin);
  if (!resolved) return fail(resolved);
  observer.secret(resolved->password);
  return endpoint::classify(string, *prepared, std::move(*resolved));
}

pg::Options options_of(const Surroundings& surroundings) {
  std::random_device random;
  return {.author = {.user = surroundings.user, .host = surroundings.host, .run = fmt::format("{:08x}", random())},
          .interruption = surroundings.interruption};
}

}  // namespace migrate::workflow
