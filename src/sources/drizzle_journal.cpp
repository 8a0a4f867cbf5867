#include "sources/drizzle.hpp"
#include "sources/paths.hpp"
#include "sources/source_file.hpp"

#include <migrate/markup.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace migrate::sources::drizzle {

namespace {

/// One reading of a journal.
struct Reading {
  const FileTree& tree;
  const FileTree::File& journal;
  Discovery& found;
  std::map<std::string, Span, std::less<>> tags;  ///< seen so far
  std::string newest_tag;
  long long newest = 0;

  [[nodiscard]] Label at(Span span, std::string text) const {
    return {.source = journal.source, .span = span, .text = std::move(text)};
  }
};

void unreadable(Reading& reading, Span span, std::string seen) {
  reading.found.diagnostics.push_back(
      {.code = "M0204",
       .message = fmt::format("`{}` is not as drizzle-kit writes it", text::printable(reading.journal.path)),
       .labels = {reading.at(span, std::move(seen))}});
}

bool is_file_name(std::string_view tag) {
  static constexpr std::string_view forbidden("/\\\0", 3);
  return !tag.empty() && tag != "." && tag != ".." && tag.find_first_of(forbidden) == std::string_view::npos;
}

/// The tag of an entry; null, with an error, where it names no file of this folder or one that was named before.
const markup::Node* tag_of(const markup::Node& entry, Reading& reading) {
  const auto* tag = entry.find("tag");
  if (tag == nullptr || tag->kind != markup::Node::Kind::text) {
    unreadable(reading, tag == nullptr ? entry.span : tag->span, "an entry needs a `tag`: the name of its file");
    return nullptr;
  }
  if (!is_file_name(tag->text)) {
    reading.found.diagnostics.push_back(
        {.code = "M0209",
         .message = fmt::format("the journal names `{}`, which is no file of its folder", text::printable(tag->text)),
         .labels = {reading.at(tag->span, "a file name, without `/`, is expected here")},
         .helps = {"take the entry out with `drizzle-kit drop` and generate the migration under a plain name"}});
    return nullptr;
  }
  const auto [first, is_new] = reading.tags.emplace(tag->text, tag->span);
  if (is_new) return tag;
  reading.found.diagnostics.push_back(
      {.code = "M0207",
       .message = fmt::format("the journal names `{}` twice", text::printable(tag->text)),
       .labels = {reading.at(tag->span, "named again"), reading.at(first->second, "named here first")},
       .helps = {"after a merge, keep one of the two entries"}});
  return nullptr;
}

std::optional<long long> when_of(const markup::Node& entry, Reading& reading) {
  const auto* when = entry.find("when");
  long long millis = 0;
  if (when != nullptr && when->kind == markup::Node::Kind::number) {
    const auto* end = when->text.data() + when->text.size();
    const auto [stopped, error] = std::from_chars(when->text.data(), end, millis);
    if (error == std::errc() && stopped == end && millis >= 0) return millis;
  }
  unreadable(reading, when == nullptr ? entry.span : when->span, "an entry needs `when`: its time in milliseconds");
  return std::nullopt;
}

/// drizzle-orm runs what is newer than the newest row of its table, and nothing else.
void check_time(long long millis, const markup::Node& entry, const std::string& tag, Reading& reading,
                std::vector<Diagnostic>& remarks) {
  if (millis > reading.newest || reading.newest_tag.empty()) {
    reading.newest = millis;
    reading.newest_tag = tag;
    return;
  }
  remarks.push_back(
      {.code = "M0208",
       .severity = Severity::warning,
       .message = fmt::format("drizzle's own migrator would skip `{}` silently", text::printable(tag)),
       .labels = {reading.at(entry.find("when")->span, fmt::format("not later than `{}`, which comes before it",
                                                                   text::printable(reading.newest_tag)))},
       .notes = {"`migrate apply` runs it: it does not go by these times"}});
}

void read_entry(const markup::Node& entry, Reading& reading) {
  if (entry.kind != markup::Node::Kind::map) return unreadable(reading, entry.span, "an entry must be an object");
  const auto* tag = tag_of(entry, reading);
  if (tag == nullptr) return;
  const auto millis = when_of(entry, reading);
  if (!millis) return;
  const auto path = join(reading.found.folder, tag->text + ".sql");
  const auto* file = reading.tree.find(path);
  if (file == nullptr) {
    reading.found.diagnostics.push_back(
        {.code = "M0205",
         .message = fmt::format("the journal names `{}`, but there is no such file", text::printable(tag->text)),
         .labels = {reading.at(tag->span, fmt::format("`{}` is missing", text::printable(path)))},
         .helps = {"restore the file, or take the entry out with `drizzle-kit drop`"}});
    return;
  }
  auto migration = read_sql(*file);
  migration.sql = with_ends(*migration.sql);
  check_time(*millis, entry, tag->text, reading, migration.remarks);
  migration.id = tag->text;
  migration.name = name_of_tag(tag->text);
  migration.ledger = {{"created_at", std::to_string(*millis)}};
  reading.found.migrations.push_back(std::move(migration));
}

void report_strays(const Reading& reading) {
  for (const auto* file : files_in(reading.tree, reading.found.folder)) {
    const auto name = migrate::name_of(file->path);
    if (!name.ends_with(".sql") || reading.tags.count(name.substr(0, name.size() - 4)) != 0) continue;
    reading.found.diagnostics.push_back(
        {.code = "M0206",
         .severity = Severity::warning,
         .message = fmt::format("`{}` is not in drizzle's journal and is not collected", text::printable(file->path)),
         .labels = {head_of(*file, "never run by drizzle either")},
         .helps = {"to keep it, make a migration with `drizzle-kit generate --custom` and put this SQL into it"}});
  }
}

void report_both_layouts(const Reading& reading) {
  for (const auto& name : folders_in(reading.tree, reading.found.folder)) {
    const auto* file = reading.tree.find(join(join(reading.found.folder, name), "migration.sql"));
    if (file == nullptr) continue;
    reading.found.diagnostics.push_back(
        {.code = "M0210",
         .message =
             fmt::format("`{}` holds migrations of drizzle-kit 0.x and of 1.0", text::printable(reading.found.folder)),
         .labels = {head_of(*file, "1.0 wrote this"), reading.at({0, 1}, "0.x wrote this journal")},
         .helps = {"run `drizzle-kit up` with drizzle-kit 1.0"}});
    return;
  }
}

bool is_for_postgres(const markup::Node& root, Reading& reading) {
  const auto* dialect = root.find("dialect");
  // drizzle-kit 0.20 wrote `pg`.
  if (dialect == nullptr || dialect->text == "postgresql" || dialect->text == "pg") return true;
  reading.found.diagnostics.push_back(
      {.code = "M0203",
       .message = fmt::format("`{}` is for another database", text::printable(reading.journal.path)),
       .labels = {reading.at(dialect->span, "the dialect must be `postgresql`")},
       .helps = {"take the service out of the config: only migrations for Postgres are collected"}});
  return false;
}

}  // namespace

std::string name_of_tag(std::string_view tag) {
  return std::string(tag.substr(tag.find('_') + 1));
}

void read_journal(const FileTree& tree, const FileTree::File& journal, Discovery& found) {
  Reading reading{.tree = tree, .journal = journal, .found = found, .tags = {}, .newest_tag = {}, .newest = 0};
  auto parsed = markup::parse_json(journal.source);
  const bool readable = !has_errors(parsed.diagnostics);
  append(found.diagnostics, std::move(parsed.diagnostics));
  if (!readable || !is_for_postgres(parsed.root, reading)) return;
  const auto* entries = parsed.root.find("entries");
  if (entries == nullptr || entries->kind != markup::Node::Kind::list) {
    return unreadable(reading, parsed.root.span, "a journal needs `entries`");
  }
  for (const auto& entry : entries->items) read_entry(entry, reading);
  report_strays(reading);
  report_both_layouts(reading);
}

}  // namespace migrate::sources::drizzle
