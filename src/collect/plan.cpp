#include <fmt/core.h>
#include <migrate/collect.hpp>
#include <migrate/shared_ledger.hpp>
#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include "collect/findings.hpp"
#include "collect/match.hpp"
#include "collect/numbers.hpp"

#include <algorithm>

namespace migrate::collect {

namespace {

Provenance provenance_of(const Service& service, const SourceMigration& source, std::string_view body) {
  return {.service = service.name,
          .tool = service.orm,
          .id = source.id,
          .source = source.path,
          .sha256 = source.sha256,
          .tokens = tokens_of(source),
          .body = body_hash(body),
          .mode = source.mode,
          .ledger = source.ledger};
}

std::string with_header(const Provenance& provenance, std::string_view body) {
  auto text = header(provenance);
  text += '\n';
  text += body;
  return text;
}

std::string collected_text(const Service& service, const SourceMigration& source) {
  if (!source.sql) return {};
  const auto body = body_of(*source.sql);
  return with_header(provenance_of(service, source, body), body);
}

/// Beside the migrations, as the Supabase CLI would take it for one of them.
std::string down_path(const Workspace& workspace, std::string_view name) {
  return join(join(folder_of(workspace.migrations), "down"), name);
}

std::string down_text(const SourceMigration& source, std::string_view name) {
  return fmt::format("-- The way back of {}, collected from {}: do not edit.\n\n{}", name, text::printable(source.path),
                     body_of(*source.down));
}

/// Where the SQL stands: in the source itself, or in what it was rendered to.
SourceRef place_of_sql(const SourceMigration& source) {
  if (source.source && *source.sql == source.source->text) return source.source;
  return std::make_shared<const Source>(
      Source{.name = "the SQL of " + text::printable(source.path), .text = *source.sql, .kind = Source::Kind::value});
}

/// What is said when a source is collected, and not again: what makes it unfit as SQL, and its adapter's remarks.
std::vector<Diagnostic> remarks_on(const SourceMigration& source) {
  std::vector<Diagnostic> found;
  if (!source.sql) return found;
  const auto script = sql::split(*source.sql);
  if (!script.problems.empty()) {
    const auto place = place_of_sql(source);
    for (const auto& problem : script.problems) found.push_back(sql::describe(problem, place));
  }
  append(found, source.remarks);
  return found;
}

/// Plans one service.
class Planner {
 public:
  Planner(const Workspace& workspace, const Service& service, const Folder& folder, const Options& options,
          SyncPlan& plan)
      : workspace_(workspace), service_(service), options_(options), plan_(plan), numbers_(service, folder.numbers) {}

  void run(const sources::Discovery& discovery, const Folder& folder) {
    lane_.service = &service_;
    lane_.folder = discovery.folder;
    if (discovery.folder == workspace_.migrations) return say(writes_among_ours(workspace_, service_));
    lane_.kept = static_cast<std::size_t>(std::count_if(folder.migrations.begin(), folder.migrations.end(),
                                                        [&](const auto& m) { return m.service == service_.name; }));
    const auto matched = match(workspace_, service_, discovery, folder);
    for (const auto& [first, second] : matched.twice) say(collected_twice(*first, *second));
    for (const auto& pair : matched.namesakes) say(namesake(pair));
    for (const auto& pair : matched.pairs) {
      if (pair.collected == nullptr) continue;
      keep(pair);
    }
    for (const auto* migration : matched.vanished) keep({.collected = migration, .standing = Standing::kept});
    collect_fresh(matched.pairs);
    say_what_was_noticed(matched, has_errors(discovery.diagnostics));
    plan_.kept += lane_.kept;
    plan_.lanes.push_back(std::move(lane_));
  }

 private:
  void say(Diagnostic diagnostic) { plan_.diagnostics.push_back(std::move(diagnostic)); }

  /// Where the migration is known to be applied, with what is known of the place.
  [[nodiscard]] std::optional<std::string> applied_to(const Migration& migration) const {
    const auto found = options_.applied.find(migration.version);
    return found == options_.applied.end() ? std::nullopt : std::optional(found->second);
  }

  void keep(const Pair& pair) {
    if (pair.collected->provenance && edited_by_hand(*pair.collected)) return say(hand_edit(service_, pair));
    if (pair.standing == Standing::changed) return take_over(pair);
    if (pair.standing == Standing::renamed) ++renamed_;
    if (pair.standing == Standing::adopted) adopted_.push_back(pair.collected);
    // A ledger row from an old header would be refused by the tool itself: SQLx compares checksums when it boots.
    const bool stale = pair.standing != Standing::kept && options_.update;
    if (stale || pair.standing == Standing::entry) refresh_header(pair);
  }

  void take_over(const Pair& pair) {
    const auto where = applied_to(*pair.collected);
    if (!options_.update || where) return say(source_changed(service_, pair, where));
    if (!pair.source->sql && !options_.names_only) return;  // its rendering failed, and that was said
    append(plan_.diagnostics, remarks_on(*pair.source));
    write(Write::Kind::updated, pair.collected->path, *pair.source, collected_text(service_, *pair.source));
    --lane_.kept;
  }

  /// The SQL stays byte by byte, with the comments that people added: applied or not, nothing changes for a database.
  void refresh_header(const Pair& pair) {
    const auto body = body_in(*pair.collected);
    auto text = with_header(provenance_of(service_, *pair.source, body), body);
    if (text == pair.collected->source->text) return;
    plan_.writes.push_back({.path = pair.collected->path,
                            .text = std::move(text),
                            .source = pair.source->path,
                            .service = service_.name,
                            .kind = Write::Kind::updated});
    --lane_.kept;
  }

  void write(Write::Kind kind, const std::string& path, const SourceMigration& source, std::string text) {
    plan_.writes.push_back(
        {.path = path, .text = std::move(text), .source = source.path, .service = service_.name, .kind = kind});
    if (!source.down) return;
    const auto name = name_of(path);
    plan_.writes.push_back({.path = down_path(workspace_, name),
                            .text = down_text(source, name),
                            .source = source.path,
                            .service = service_.name,
                            .kind = Write::Kind::down});
  }

  void collect_fresh(const std::vector<Pair>& pairs) {
    const auto last_collected =
        std::find_if(pairs.rbegin(), pairs.rend(), [](const Pair& pair) { return pair.collected != nullptr; });
    const auto known = static_cast<std::size_t>(pairs.rend() - last_collected);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const auto& source = *pairs[i].source;
      if (pairs[i].collected != nullptr || (!source.sql && !options_.names_only)) continue;
      const auto number = numbers_.next();
      if (!number) return say(full(workspace_, service_));
      append(plan_.diagnostics, remarks_on(source));
      const auto name = file_name(*number, service_.label, source.name);
      lane_.added.push_back(name);
      const auto at = plan_.writes.size();
      write(Write::Kind::added, join(workspace_.migrations, name), source, collected_text(service_, source));
      if (i < known) say(sorts_before(plan_.writes[at], *last_collected->collected));
    }
    if (auto warning = nearly_full(workspace_, service_, numbers_)) say(std::move(*warning));
  }

  /// What could not be read has not vanished.
  void say_what_was_noticed(const Matched& matched, bool unread) {
    if (!matched.vanished.empty() && !unread) say(vanished(service_, matched.vanished));
    if (renamed_ > 0 && !options_.update) say(renamed(service_, renamed_));
    if (!adopted_.empty() && !options_.update) say(adopted(service_, adopted_));
  }

  const Workspace& workspace_;
  const Service& service_;
  const Options& options_;
  SyncPlan& plan_;
  Numbers numbers_;
  Lane lane_;
  std::size_t renamed_ = 0;
  std::vector<const Migration*> adopted_;
};

}  // namespace

namespace {

/// Each migration of such a folder would be collected once for each service.
std::vector<Diagnostic> shared_folders(const Workspace& workspace, const std::vector<sources::Discovery>& discoveries) {
  std::vector<Diagnostic> found;
  std::map<std::string_view, const Service*> first;
  for (std::size_t i = 0; i < workspace.services.size() && i < discoveries.size(); ++i) {
    const auto& service = workspace.services[i];
    if (discoveries[i].folder.empty() || discoveries[i].migrations.empty()) continue;
    const auto [known, fresh] = first.emplace(discoveries[i].folder, &service);
    if (!fresh) found.push_back(same_folder(*known->second, service, discoveries[i].folder));
  }
  return found;
}

}  // namespace

std::vector<SourceMigration> wanted(const Workspace& workspace, const Service& service,
                                    const sources::Discovery& discovery, const Folder& folder, const Options& options) {
  std::vector<SourceMigration> all;
  for (const auto& pair : match(workspace, service, discovery, folder).pairs) {
    const bool changed =
        pair.standing == Standing::changed && options.update && !options.applied.contains(pair.collected->version);
    if (!pair.source->sql && (pair.standing == Standing::fresh || changed)) all.push_back(*pair.source);
  }
  return all;
}

SyncPlan plan(const Workspace& workspace, const std::vector<sources::Discovery>& discoveries, const Folder& folder,
              const Options& options) {
  SyncPlan plan;
  plan.diagnostics = folder.diagnostics;
  append(plan.diagnostics, shared_folders(workspace, discoveries));
  append(plan.diagnostics, shared_ledgers(workspace, discoveries));
  for (std::size_t i = 0; i < workspace.services.size() && i < discoveries.size(); ++i) {
    const auto& service = workspace.services[i];
    if (!options.service.empty() && find_service(workspace, options.service) != &service) continue;
    append(plan.diagnostics, discoveries[i].diagnostics);
    Planner(workspace, service, folder, options, plan).run(discoveries[i], folder);
  }
  return plan;
}

std::map<std::string, std::string> read_applied(std::string_view text) {
  std::map<std::string, std::string> applied;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    auto line = text.substr(begin, end - begin);
    begin = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto version = line.substr(0, line.find(' '));
    if (version.size() != 5 || version.find_first_not_of("0123456789") != std::string_view::npos) continue;
    const auto target = line.substr(std::min(version.size() + 1, line.size()));
    auto& known = applied[std::string(version)];
    if (known.empty()) known = target.substr(0, target.find(' '));
  }
  return applied;
}

}  // namespace migrate::collect
