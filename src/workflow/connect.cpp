#include "workflow/connect.hpp"

#include "workflow/git_commit.hpp"
#include "workflow/given.hpp"
#include "workflow/local_stack.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::workflow {

namespace {

pg::Options options_for(const Workspace& workspace, const Where& where, const Surroundings& surroundings) {
  auto options = options_of(surroundings);
  options.author.commit = git_commit(workspace.root, surroundings);
  options.statement_timeout = where.statement_timeout;
  options.lock_timeout = where.lock_timeout;
  for (const auto& target : workspace.targets) {
    if (!where.target.empty() && target.name == where.target) options.role = target.role;
  }
  return options;
}

Result<Connected> connect_scratch(const Workspace& workspace, const Where& where, const Surroundings& surroundings) {
  auto kept = where.kept ? scratch::find_kept(workspace.root) : std::nullopt;
  const bool found = kept.has_value();
  auto server = found ? Result<scratch::Server>(std::move(*kept))
                      : scratch::start({.environment = surroundings.environment,
                                        .workspace = workspace.root,
                                        .keep = where.keep ? scratch::Keep::yes : scratch::Keep::no});
  if (!server) return fail(server);
  auto connection = pg::open(endpoint::scratch(server->resolved()), options_for(workspace, where, surroundings));
  if (!connection) return fail(connection);
  Place place{.target = "scratch",
              .address = found ? "the server that was kept" : "a private socket",
              .origin = "--scratch",
              .mode = endpoint::Mode::direct,
              .server = connection->server().version,
              .role = server->resolved().user,
              .database = server->resolved().database,
              .project = {}};
  return Connected{
      .server = std::move(*server), .connection = std::move(*connection), .place = std::move(place), .diagnostics = {}};
}

Result<Connected> connect_given(const Workspace& workspace, const Where& where, endpoint::Evidence::Depth depth,
                                const Surroundings& surroundings, Observer& observer) {
  const auto string = given(workspace, where, surroundings);
  if (!string) return fail(string);
  auto classified = classify(*string, observer);
  if (!classified) return fail(classified);
  refine(*classified, workspace.root);
  if (const auto allowed = endpoint::allow_dialling(*classified, where.assume); !allowed) return fail(allowed);
  auto line = pg::dial(*classified, options_for(workspace, where, surroundings));
  if (!line) return fail(line);
  const bool presumed = classified->certainty == endpoint::Certainty::presumed;
  const auto evidence = pg::examine(*line, presumed ? endpoint::Evidence::Depth::whole : depth);
  if (!evidence) return fail(evidence);
  const auto allowed = endpoint::guard(*classified, *evidence, where.assume);
  if (!allowed) return fail(allowed);
  auto connection = pg::open(*allowed, std::move(*line));
  if (!connection) return fail(connection);

  Place place{.target = string->target_name,
              .address = endpoint::address(*classified),
              .origin = string->origin,
              .mode = allowed->endpoint().mode,
              .server = connection->server().version,
              .role = classified->resolved.user,
              .database = classified->resolved.database,
              .project = classified->reference};
  auto diagnostics = classified->diagnostics;
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

Result<Connected> connect(const Workspace& workspace, const Where& where, endpoint::Evidence::Depth depth,
                          const Surroundings& surroundings, Observer& observer) {
  if (where.scratch) return connect_scratch(workspace, where, surroundings);
  return connect_given(workspace, where, depth, surroundings, observer);
}

Result<void> lock(pg::Connection& connection, std::chrono::milliseconds wait, Observer& observer) {
  return pg::lock(connection, wait, [&](const std::string& holder) {
    observer.step(
        {.role = Role::warning, .verb = "Waiting", .text = {{Role::plain, "for the lock, held by " + holder}}});
  });
}

}  // namespace migrate::workflow
