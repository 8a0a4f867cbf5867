#pragma once

#include <migrate/survey.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace migrate::survey {

using Files = std::vector<std::pair<std::string, std::string>>;

inline const std::string pooler =
    "postgresql://postgres.abcdefghij:hunter2@aws-0-eu-central-1.pooler.supabase.com:6543/postgres";
inline const std::string session =
    "postgresql://postgres.abcdefghij:hunter2@aws-0-eu-central-1.pooler.supabase.com:5432/postgres";

inline FileTree tree_of(const Files& files) {
  FileTree tree;
  for (const auto& [path, text] : files)
    tree.files.push_back({.path = path, .source = std::make_shared<Source>(Source{.name = path, .text = text})});
  std::sort(tree.files.begin(), tree.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return tree;
}

/// "M0140 drizzle.config.ts:3 M0142 .env:1": each finding, and the line of its first place.
inline std::string found_in(const Files& files) {
  std::string all;
  for (const auto& one : look(tree_of(files)).diagnostics) {
    all += (all.empty() ? "" : " ") + one.code;
    if (one.labels.empty()) continue;
    const auto& place = one.labels.front();
    all += ' ' + place.source->name + ':' + std::to_string(position_of(place.source->text, place.span.begin).line);
  }
  return all;
}

inline const Files env_pooler = {{".env", "DATABASE_URL=" + pooler + "\n"}};
inline const Files env_both = {{".env", "DATABASE_URL=" + pooler + "\nDIRECT_URL=" + session + "\n"}};

inline std::string found_with(Files files, std::string path, std::string text) {
  files.emplace_back(std::move(path), std::move(text));
  return found_in(files);
}

}  // namespace migrate::survey
