#include "sources/drizzle.hpp"
#include "sources/paths.hpp"
#include "sources/source_file.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace migrate::sources::drizzle {

namespace {

constexpr std::size_t stamp_length = 14;

/// Milliseconds since 1970 of "20261120152726"; as Date.UTC has it, 143860 is 14:39:00.
std::optional<long long> millis_of(std::string_view name) {
  if (name.size() < stamp_length) return std::nullopt;
  if (name.substr(0, stamp_length).find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto part = [name](std::size_t begin, std::size_t length) {
    return std::stoi(std::string(name.substr(begin, length)));
  };
  const auto months = std::chrono::year(part(0, 4)) / std::chrono::January + std::chrono::months(part(4, 2) - 1);
  const auto days = std::chrono::sys_days(months / 1) + std::chrono::days(part(6, 2) - 1);
  const auto time =
      days + std::chrono::hours(part(8, 2)) + std::chrono::minutes(part(10, 2)) + std::chrono::seconds(part(12, 2));
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

// ICU's root collation, as far as folder names go: signs, digits, letters; case decides only where all else is equal.
constexpr std::string_view signs = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

int primary_weight(char c) {
  if (c == ' ') return 0;
  if (const auto at = signs.find(c); at != std::string_view::npos) return 1 + static_cast<int>(at);
  if (c >= '0' && c <= '9') return 64 + (c - '0');
  if (c >= 'a' && c <= 'z') return 128 + (c - 'a');
  if (c >= 'A' && c <= 'Z') return 128 + (c - 'A');
  return 256 + static_cast<unsigned char>(c);
}

bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}

void read_folder(const FileTree& tree, const std::string& name, Discovery& found) {
  const auto folder = join(found.folder, name);
  const auto* file = tree.find(join(folder, "migration.sql"));
  const auto millis = millis_of(name);
  if (file == nullptr) {
    if (!millis) return;
    found.diagnostics.push_back(
        {.code = "M0211",
         .severity = Severity::warning,
         .message = fmt::format("`{}` holds no migration.sql and is not collected", text::printable(folder)),
         .helps = {"restore the file, or remove the folder"}});
    return;
  }
  if (!millis) {
    found.diagnostics.push_back(
        {.code = "M0212",
         .message = fmt::format("`{}` does not begin with a time", text::printable(folder)),
         .labels = {head_of(*file, "drizzle-kit orders migrations by the 14 digits of their folders")},
         .helps = {"name the folder `YYYYMMDDHHMMSS_name`, as `drizzle-kit generate` does"}});
    return;
  }
  auto migration = read_sql(*file);
  migration.sql = with_ends(*migration.sql);
  migration.id = name;
  migration.name = name_of_tag(name);
  migration.ledger = {{"created_at", std::to_string(*millis)}, {"name", name}};
  found.migrations.push_back(std::move(migration));
}

/// SQL files without a journal beside them: 0.x whose journal is gone.
void report_loose_files(const FileTree& tree, Discovery& found) {
  for (const auto* file : files_in(tree, found.folder)) {
    if (!file->path.ends_with(".sql")) continue;
    found.diagnostics.push_back({.code = "M0204",
                                 .message = fmt::format("`{}` holds SQL files, but drizzle's journal is missing",
                                                        text::printable(found.folder)),
                                 .labels = {head_of(*file, "one of them")},
                                 .notes = {"only meta/_journal.json knows the order of the migrations"},
                                 .helps = {fmt::format("restore `{}` and commit it",
                                                       text::printable(join(found.folder, "meta/_journal.json")))}});
    return;
  }
}

}  // namespace

std::string upgraded_name(long long millis, std::string_view tag) {
  const std::chrono::sys_seconds second{std::chrono::seconds(millis / 1000)};
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(second - day);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}_{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), name_of_tag(tag));
}

bool sorts_before(std::string_view left, std::string_view right) {
  const auto lighter = [](char a, char b) { return primary_weight(a) < primary_weight(b); };
  if (std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(), lighter)) return true;
  if (std::lexicographical_compare(right.begin(), right.end(), left.begin(), left.end(), lighter)) return false;
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                      [](char a, char b) { return is_capital(a) < is_capital(b); });
}

void read_folders(const FileTree& tree, Discovery& found) {
  auto names = folders_in(tree, found.folder);
  std::sort(names.begin(), names.end(), sorts_before);
  for (const auto& name : names) read_folder(tree, name, found);
  if (found.migrations.empty()) report_loose_files(tree, found);
}

}  // namespace migrate::sources::drizzle
