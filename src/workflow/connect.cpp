#include "workflow/connect.hpp"

#include <migrate/files.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <random>

namespace migrate::workflow {

namespace {

std::string variable(const Surroundings& surroundings, std::string_view name) {
  const auto found = std::find_if(surroundings.environment.begin(), surroundings.environment.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  return found == surroundings.environment.end() ? std::string() : found->second;
}

/// The process' variables and those of the .env files at the root; a target's name is its mode: .env.production.
Result<endpoint::Environment> environment_of(const Workspace& workspace, const Where& where,
                                             const Surroundings& surroundings) {
  const auto mode = where.target.empty() ? variable(surroundings, "MIGRATE_ENV") : where.target;
  std::vector<SourceRef> sources;
  for (const auto& name : endpoint::dotenv_names(mode)) {
    auto file = files::read(workspace.root, name);
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
  return endpoint::read_environment(sources, surroundings.environment);
}

Diagnostic no_such_target(const Workspace& workspace, const std::string& name) {
  std::vector<std::string_view> names;
  std::string list;
  for (const auto& target : workspace.targets) {
    names.push_back(target.name);
    list += (list.empty() ? "`" : ", `") + text::printable(target.name) + "`";
  }
  Diagnostic diagnostic{
      .code = "M0113",
      .message = fmt::format("there is no target `{}` in {}", text::printable(name), workspace.config)};
  const auto like = text::similar(name, names);
  if (!like.empty()) diagnostic.helps.push_back(fmt::format("a similar one: `{}`", text::printable(like)));
  diagnostic.helps.push_back(list.empty() ? "add it under `targets:`, or give the connection with `--url`"
                                          : "the targets are " + list);
  return diagnostic;
}

Result<endpoint::ConnectionString> given(const Workspace& workspace, const Where& where,
                                         const Surroundings& surroundings) {
  if (!where.url.empty())
    return endpoint::ConnectionString{.text = Secret(where.url), .origin = "--url", .target_name = {}};
  const auto environment = environment_of(workspace, where, surroundings);
  if (!environment) return fail(environment);
  if (where.target.empty()) return endpoint::choose(*environment);
  const auto target = std::find_if(workspace.targets.begin(), workspace.targets.end(),
                                   [&](const Target& one) { return one.name == where.target; });
  if (target == workspace.targets.end()) return fail(no_such_target(workspace, where.target));
  return endpoint::of_target(*target, *environment);
}

pg::Options options_of(const Surroundings& surroundings) {
  std::random_device random;
  return {.author = {.user = surroundings.user, .host = surroundings.host, .run = fmt::format("{:08x}", random())},
          .interruption = surroundings.interruption};
}

Result<Connected> connect_scratch(const Workspace& workspace, const Where& where, const Surroundings& surroundings) {
  auto kept = where.kept ? scratch::find_kept(workspace.root) : std::nullopt;
  const bool found = kept.has_value();
  auto server = found ? Result<scratch::Server>(std::move(*kept))
                      : scratch::start({.environment = surroundings.environment,
                                        .workspace = workspace.root,
                                        .keep = where.keep ? scratch::Keep::yes : scratch::Keep::no});
  if (!server) return fail(server);
  auto connection = pg::open(endpoint::scratch(server->resolved()), options_of(surroundings));
  if (!connection) return fail(connection);
  Place place{.target = "scratch",
              .address = found ? "the server that was kept" : "a private socket",
              .origin = "--scratch",
              .mode = endpoint::Mode::direct,
              .server = connection->server().version};
  return Connected{
      .server = std::move(*server), .connection = std::move(*connection), .place = std::move(place), .diagnostics = {}};
}

Result<Connected> connect_given(const Workspace& workspace, const Where& where, const Surroundings& surroundings,
                                Observer& observer) {
  const auto string = given(workspace, where, surroundings);
  if (!string) return fail(string);
  const auto prepared = endpoint::prepare(*string);
  if (!prepared) return fail(prepared);
  auto resolved = pg::resolve(prepared->conninfo, string->origin);
  if (!resolved) return fail(resolved);
  observer.secret(resolved->password);

  auto classified = endpoint::classify(*string, *prepared, std::move(*resolved));
  const auto allowed = endpoint::guard(classified, {});
  if (!allowed) return fail(allowed);
  auto connection = pg::open(*allowed, options_of(surroundings));
  if (!connection) return fail(connection);
  // What the server itself shows, before anything is written: a standby, a read-only session, not Postgres.
  const auto seen = endpoint::guard(classified, connection->server().evidence);
  if (!seen) return fail(seen);

  Place place{.target = string->target_name,
              .address = endpoint::address(classified),
              .origin = string->origin,
              .mode = classified.mode,
              .server = connection->server().version};
  auto diagnostics = classified.diagnostics;
  append(diagnostics, connection->diagnostics());
  return Connected{.server = std::nullopt,
                   .connection = std::move(*connection),
                   .place = std::move(place),
                   .diagnostics = std::move(diagnostics)};
}

}  // namespace

std::string duration(std::chrono::microseconds time) {
  const auto seconds = std::chrono::duration<double>(time).count();
  if (seconds < 1) return fmt::format("{} ms", std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
  return seconds < 10 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.1f} s", seconds);
}

Step connected_to(const Place& place, std::chrono::microseconds took) {
  const Piece mode{Role::plain, fmt::format(", {}", endpoint::name_of(place.mode))};
  const Piece time{Role::quiet, fmt::format(" ({})", duration(took))};
  const Piece name{Role::name, text::printable(place.target)};
  const Piece address{Role::path, place.address};
  Step step{.role = Role::success, .verb = "Connected", .text = {{Role::plain, "to "}}};
  if (!place.target.empty()) step.text.insert(step.text.end(), {name, {Role::plain, ", "}});
  step.text.insert(step.text.end(), {address, mode});
  if (place.origin.starts_with('$'))
    step.text.push_back({Role::plain, fmt::format(", by {}", text::printable(place.origin))});
  step.text.push_back(time);
  step.narrow = {{Role::plain, "to "}, place.target.empty() ? address : name, mode, time};
  return step;
}

Result<Connected> connect(const Workspace& workspace, const Where& where, const Surroundings& surroundings,
                          Observer& observer) {
  if (where.scratch) return connect_scratch(workspace, where, surroundings);
  return connect_given(workspace, where, surroundings, observer);
}

}  // namespace migrate::workflow
