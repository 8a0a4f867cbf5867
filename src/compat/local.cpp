#include "compat/local.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace migrate::compat {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_at(std::string_view name, std::size_t at) {
  const auto end = std::find_if_not(name.begin() + static_cast<std::ptrdiff_t>(at), name.end(), is_digit);
  return static_cast<std::size_t>(end - name.begin()) - at;
}

/// ^([0-9]+)_(.*)\.sql$
bool is_migration(std::string_view name) {
  const auto digits = digits_at(name, 0);
  return digits > 0 && name.substr(digits).starts_with('_') && name.size() >= digits + 5 && name.ends_with(".sql");
}

/// What `supabase init` wrote before 2021-12-09: ([0-9]{14})_init\.sql, anywhere in the name of the first file.
bool is_old_init(std::string_view name) {
  constexpr std::string_view tail = "_init.sql";
  const auto at = name.find(tail);
  if (at == std::string_view::npos || at < 14) return false;
  const auto stamp = name.substr(at - 14, 14);
  return std::all_of(stamp.begin(), stamp.end(), is_digit) && stamp < "20211209000000";
}

/// A version as the CLI compares it in lists; nothing where it would leave it out.
std::optional<std::int64_t> number_of(const std::string& version) {
  std::int64_t number = 0;
  const auto* end = version.data() + version.size();
  const auto [read, error] = std::from_chars(version.data(), end, number);
  if (error != std::errc() || read != end) return std::nullopt;
  return number;
}

}  // namespace

Listing list_local(const Folder& folder) {
  Listing listing;
  for (const auto& file : folder.files) {
    const auto name = std::string(migrate::name_of(file.path));
    if (&file == &folder.files.front() && is_old_init(name)) {
      listing.skipped.push_back({name, R"(replace "init" with a different file name to apply this migration)"});
    } else if (!is_migration(name)) {
      listing.skipped.push_back({name, R"(file name must match pattern "<timestamp>_name.sql")"});
    } else {
      listing.files.push_back({.version = name.substr(0, digits_at(name, 0)), .file = &file});
    }
  }
  std::stable_sort(listing.files.begin(), listing.files.end(),
                   [](const Local& a, const Local& b) { return a.version < b.version; });
  return listing;
}

Pending find_pending(const std::vector<Local>& files, const std::vector<std::string>& applied) {
  Pending found;
  std::size_t theirs = 0, ours = 0;
  while (theirs < applied.size() && ours < files.size()) {
    if (applied[theirs] == files[ours].version) {
      ++theirs, ++ours;
    } else if (applied[theirs] < files[ours].version) {
      found.missing.push_back(applied[theirs++]);
    } else {
      found.early.push_back(files[ours++]);
    }
  }
  for (; theirs < applied.size(); ++theirs) found.missing.push_back(applied[theirs]);
  // Counted, not compared: with two files of one version the applied one is taken again.
  const auto known = std::min(files.size(), applied.size() + found.early.size());
  found.next.assign(files.begin() + static_cast<std::ptrdiff_t>(known), files.end());
  return found;
}

std::vector<Pair> pair_up(const std::vector<Local>& files, const std::vector<std::string>& applied) {
  std::vector<std::pair<std::int64_t, std::string>> here, there;
  for (const auto& file : files) {
    if (const auto number = number_of(file.version)) here.emplace_back(*number, file.version);
  }
  for (const auto& version : applied) {
    if (const auto number = number_of(version)) there.emplace_back(*number, version);
  }
  std::vector<Pair> lines;
  auto ours = here.begin();
  auto theirs = there.begin();
  while (ours != here.end() || theirs != there.end()) {
    const bool local = theirs == there.end() || (ours != here.end() && ours->first <= theirs->first);
    const bool remote = ours == here.end() || (theirs != there.end() && theirs->first <= ours->first);
    lines.push_back({.local = local ? (ours++)->second : "", .remote = remote ? (theirs++)->second : ""});
  }
  return lines;
}

}  // namespace migrate::compat
