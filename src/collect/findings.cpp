#include "collect/findings.hpp"

#include <fmt/core.h>
#include <migrate/hash.hpp>
#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <algorithm>

#include "collect/difference.hpp"
#include "collect/shell.hpp"

namespace migrate::collect {

namespace {

struct Tool {
  std::string_view orm;
  std::string_view title;
  std::string_view command;  ///< makes a new migration
};
constexpr Tool tools[] = {
    {"alembic", "Alembic revision", "alembic revision --autogenerate"},
    {"drizzle", "Drizzle migration", "drizzle-kit generate"},
    {"prisma", "Prisma migration", "prisma migrate dev"},
    {"sqlx", "SQLx migration", "sqlx migrate add"},
};

std::string new_migration(std::string_view orm) {
  for (const auto& tool : tools) {
    if (tool.orm == orm) return fmt::format("{} (`{}`)", tool.title, tool.command);
  }
  return "migration (`migrate new`)";
}

Label at(const SourceRef& source, Span span, std::string text) {
  return {.source = source, .span = span, .text = std::move(text)};
}

Span line_at(std::string_view text, std::size_t begin) {
  return {begin, std::min(text.find('\n', begin), text.size())};
}

Span moved(Span span, std::size_t by) {
  return {span.begin + by, span.end + by};
}

bool holds_sql(const SourceMigration& source) {
  return source.sql && source.source && *source.sql == source.source->text;
}

/// Where the SQL is not in the source (Alembic) there is no old text to compare with: the fingerprints differ.
std::pair<Label, Label> both_sides(const Pair& pair, std::string now, std::string then) {
  const auto& text = pair.collected->source->text;
  if (holds_sql(*pair.source)) {
    const auto place = first_difference(pair.source->source->text, body_in(*pair.collected));
    return {at(pair.source->source, place.left, std::move(now)),
            at(pair.collected->source, moved(place.right, pair.collected->body_begin), std::move(then))};
  }
  const auto hash = text.find(pair.collected->provenance->sha256);
  const auto place = hash == std::string::npos ? line_at(text, 0) : line_at(text, hash);
  return {at(pair.source->source, line_at(pair.source->source->text, 0), std::move(now)),
          at(pair.collected->source, place, std::move(then))};
}

std::string names(const std::vector<const Migration*>& migrations) {
  constexpr std::size_t shown = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(shown, migrations.size()); ++i) {
    out += (i == 0 ? "" : ", ") + std::string(file_name(*migrations[i]));
  }
  return migrations.size() > shown ? fmt::format("{} and {} more", out, migrations.size() - shown) : out;
}

}  // namespace

Diagnostic source_changed(const Service& service, const Pair& pair, const std::optional<std::string>& where) {
  const auto& version = pair.collected->version;
  std::string then = "as collected";
  if (where) then += where->empty() ? ", and applied" : fmt::format(", and applied to {}", text::printable(*where));
  auto [now, before] = both_sides(pair, "now", then);
  Diagnostic found{.code = "M0303",
                   .message = fmt::format("the source of {} has changed since it was collected", version),
                   .labels = {std::move(now), std::move(before)}};
  found.helps.push_back(
      fmt::format("an applied migration is history: put the change into a new {}", new_migration(service.orm)));
  if (!where)
    found.helps.push_back(
        fmt::format("while {} is applied nowhere, `migrate sync --update` takes the change over", version));
  return found;
}

namespace {

/// Advice to the linter is written above a statement of the collected file itself.
std::string without_advice(std::string_view body) {
  std::string out;
  for (std::size_t begin = 0; begin < body.size();) {
    const auto end = std::min(body.find('\n', begin), body.size() - 1) + 1;
    const auto line = body.substr(begin, end - begin);
    const auto text = line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!text.starts_with("-- migrate:")) out += line;
    begin = end;
  }
  return out;
}

}  // namespace

bool edited_by_hand(const Migration& migration) {
  const auto body = body_in(migration);
  const auto& provenance = *migration.provenance;
  if (body_hash(body) == provenance.body) return false;
  return sql::fingerprint(body) != provenance.tokens && body_hash(without_advice(body)) != provenance.body;
}

Diagnostic hand_edit(const Service& service, const Pair& pair) {
  const auto& migration = *pair.collected;
  Diagnostic found{.code = "M0304",
                   .message = fmt::format("`{}` was edited by hand since it was collected", file_name(migration))};
  if (pair.source != nullptr && holds_sql(*pair.source)) {
    auto [source, edited] = both_sides(pair, "the source says this", "edited here");
    found.labels = {std::move(edited), std::move(source)};
  } else {
    const auto& text = migration.source->text;
    const auto begin = std::min(text.find_first_not_of(" \t\r\n", migration.body_begin), text.size());
    found.labels = {at(migration.source, line_at(text, begin), "this SQL is not what was collected")};
  }
  found.helps.push_back(fmt::format("`git restore {}` brings the collected text back", shell_word(migration.path)));
  found.helps.push_back(fmt::format("put the change into a new {}", new_migration(service.orm)));
  return found;
}

Diagnostic collected_twice(const Migration& first, const Migration& second) {
  const auto& source = first.provenance->source;
  const auto place = [&](const Migration& migration, std::string label) {
    const auto& text = migration.source->text;
    return at(migration.source, line_at(text, std::min(text.find(source), text.size())), std::move(label));
  };
  return {.code = "M0309",
          .message = fmt::format("`{}` and `{}` were collected from one source", file_name(first), file_name(second)),
          .labels = {place(second, "the second time"), place(first, "the first time")},
          .helps = {fmt::format("delete the one that no database has applied: `git rm {}`", shell_word(second.path))}};
}

Diagnostic namesake(const Pair& pair) {
  const auto place =
      first_difference(pair.collected->source->text, pair.source->sql ? *pair.source->sql : std::string());
  const auto* what = pair.source->sql ? "but other SQL" : "but nothing in it names that revision";
  Diagnostic found{.code = "M0326",
                   .message = fmt::format("`{}` has the name of `{}`, {}", file_name(*pair.collected),
                                          text::printable(pair.source->path), what),
                   .labels = {at(pair.collected->source, place.left, "differs here")}};
  if (holds_sql(*pair.source)) found.labels.push_back(at(pair.source->source, place.right, "the source says this"));
  const auto path = join(folder_of(pair.collected->path),
                         file_name(pair.collected->number, pair.collected->label, pair.collected->name + "_by_hand"));
  found.helps.push_back("if it was collected by hand: make its SQL that of the source, then run `migrate sync`");
  found.helps.push_back("if it is something else: " + rename_help(pair.collected->path, path));
  return found;
}

Diagnostic sorts_before(const Write& write, const Migration& later) {
  return {.code = "M0306",
          .severity = Severity::note,
          .message = fmt::format("`{}` sorts before migrations that are collected", text::printable(write.source)),
          .notes = {fmt::format("{} keeps its number; the new one becomes {} and is applied after it", file_name(later),
                                name_of(write.path))}};
}

Diagnostic vanished(const Service& service, const std::vector<const Migration*>& migrations) {
  return {
      .code = "M0305",
      .severity = Severity::note,
      .message = fmt::format("{} of `{}` {} no source any more", text::count(migrations.size(), "collected migration"),
                             text::printable(service.name), migrations.size() == 1 ? "has" : "have"),
      .notes = {fmt::format("kept as collected: {}", names(migrations))}};
}

Diagnostic renamed(const Service& service, std::size_t count) {
  return {.code = "M0307",
          .severity = Severity::note,
          .message = fmt::format("{} of `{}` {} renamed by the tool; the numbers stay",
                                 text::count(count, "collected migration"), text::printable(service.name),
                                 count == 1 ? "was" : "were"),
          .helps = {"`migrate sync --update` writes the new names into the headers"}};
}

Diagnostic adopted(const Service& service, const std::vector<const Migration*>& migrations) {
  const bool one = migrations.size() == 1;
  return {.code = "M0308",
          .severity = Severity::note,
          .message = fmt::format("{} of `{}` {} collected by hand and {} as collected",
                                 text::count(migrations.size(), "migration"), text::printable(service.name),
                                 one ? "was" : "were", one ? "counts" : "count"),
          .notes = {fmt::format("recognised by their SQL: {}", names(migrations))},
          .helps = {"`migrate sync --update` writes the headers; the SQL stays as it is"}};
}

Diagnostic same_folder(const Service& one, const Service& other, std::string_view folder) {
  Diagnostic found{.code = "M0327",
                   .message = fmt::format("`{}` and `{}` have one migrations folder", text::printable(one.name),
                                          text::printable(other.name)),
                   .notes = {fmt::format("each migration of {} would be collected twice", text::printable(folder))},
                   .helps = {"give each service its own `path` or `migrations`, or leave one of them out"}};
  for (const auto* service : {&one, &other}) {
    if (service->place.source)
      found.labels.push_back(at(service->place.source, service->place.span, "collects " + text::printable(folder)));
  }
  return found;
}

Diagnostic writes_among_ours(const Workspace& workspace, const Service& service) {
  const auto folder = text::printable(workspace.migrations);
  const auto elsewhere = text::printable(join(service.folder, service.orm));
  Diagnostic found{
      .code = "M0325",
      .message = fmt::format("{} of `{}` writes into {} by itself", service.orm, text::printable(service.name), folder),
      .notes = {"the collected files lie there, under numbers that the tool does not know"},
      .helps = {fmt::format("give it a folder of its own, such as {}, and move its files there", elsewhere)}};
  if (service.orm == "drizzle")
    found.helps = {
        fmt::format("write `out: './drizzle'` in drizzle.config.ts, and move drizzle's files and its `meta` to "
                    "{}; then `migrate sync` collects them",
                    elsewhere)};
  if (service.place.source) found.labels = {at(service.place.source, service.place.span, "this service")};
  return found;
}

}  // namespace migrate::collect
