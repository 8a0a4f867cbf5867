#include "collect/match.hpp"

#include <migrate/sql.hpp>

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace migrate::collect {

namespace {

/// The header says whose it is; where the config has renamed that service, the number does. A name counts here, no
/// label: the renamed service may keep its old name as its label.
bool belongs_to(const Workspace& workspace, const Service& service, const Migration& migration) {
  if (!migration.provenance) return migration.service == service.name;
  const auto& written = migration.provenance->service;
  if (written == service.name) return true;
  const auto& all = workspace.services;
  return migration.service == service.name &&
         std::none_of(all.begin(), all.end(), [&](const Service& one) { return one.name == written; });
}

/// Seconds of drizzle's `when`: what `drizzle-kit up` keeps of it in the folder's name.
std::optional<long long> second_of(const LedgerKeys& ledger) {
  const auto key = ledger.find("created_at");
  if (key == ledger.end()) return std::nullopt;
  long long milliseconds = 0;
  const auto& text = key->second;
  if (std::from_chars(text.data(), text.data() + text.size(), milliseconds).ec != std::errc()) return std::nullopt;
  return milliseconds / 1000;
}

Standing compare(const SourceMigration& source, const Migration& collected) {
  const auto& provenance = *collected.provenance;
  if (source.sha256 == provenance.sha256) return source.ledger == provenance.ledger ? Standing::kept : Standing::entry;
  if (tokens_of(source) == provenance.tokens)
    return source.ledger == provenance.ledger ? Standing::cosmetic : Standing::entry;
  // A revision whose code was rewritten may still say the same SQL.
  const bool rendered = source.sql && source.source && *source.sql != source.source->text;
  if (rendered && sql::fingerprint(*source.sql) == sql::fingerprint(body_in(collected))) return Standing::cosmetic;
  return Standing::changed;
}

class Matcher {
 public:
  Matcher(const Workspace& workspace, const Service& service, const sources::Discovery& discovery, const Folder& folder)
      : workspace_(workspace), discovery_(discovery) {
    for (const auto& migration : folder.migrations) {
      if (!belongs_to(workspace, service, migration)) continue;
      if (!migration.provenance) {
        bare_.push_back(&migration);
        continue;
      }
      const auto [first, fresh] = by_id_.emplace(migration.provenance->id, &migration);
      if (!fresh) matched_.twice.emplace_back(first->second, &migration);
    }
  }

  Matched run() && {
    by_identity();
    by_rename();
    by_content();
    for (const auto& [id, migration] : by_id_) matched_.vanished.push_back(migration);
    std::sort(matched_.vanished.begin(), matched_.vanished.end(),
              [](const Migration* a, const Migration* b) { return a->number < b->number; });
    return std::move(matched_);
  }

 private:
  /// What a pair takes from `by_id_` is not vanished.
  void by_identity() {
    for (const auto& source : discovery_.migrations) {
      // Written straight into the folder: it is where it belongs.
      if (folder_of(source.path) == workspace_.migrations) continue;
      const auto found = by_id_.find(source.id);
      if (found == by_id_.end()) {
        matched_.pairs.push_back({.source = &source});
        continue;
      }
      matched_.pairs.push_back(
          {.source = &source, .collected = found->second, .standing = compare(source, *found->second)});
      by_id_.erase(found);
    }
  }

  [[nodiscard]] bool some_are_fresh() const {
    return std::any_of(matched_.pairs.begin(), matched_.pairs.end(),
                       [](const Pair& pair) { return pair.collected == nullptr; });
  }

  void by_rename() {
    if (by_id_.empty() || !some_are_fresh()) return;
    std::unordered_multimap<std::string_view, const Migration*> by_bytes;
    for (const auto& [id, migration] : by_id_) by_bytes.emplace(migration->provenance->sha256, migration);
    for (auto& pair : matched_.pairs) {
      if (pair.collected != nullptr) continue;
      const auto second = second_of(pair.source->ledger);
      const auto [first, last] = by_bytes.equal_range(pair.source->sha256);
      const auto same = std::find_if(first, last, [&](const auto& entry) {
        const auto& collected = *entry.second;
        return second && second_of(collected.provenance->ledger) == second &&
               collected.name == file_stem(pair.source->name);
      });
      if (same == last) continue;
      pair.collected = same->second;
      pair.standing = Standing::renamed;
      by_id_.erase(same->second->provenance->id);
      by_bytes.erase(same);
    }
  }

  void by_content() {
    if (bare_.empty() || !some_are_fresh()) return;
    std::unordered_multimap<std::string, const Migration*> by_tokens;
    for (const auto* migration : bare_) by_tokens.emplace(sql::fingerprint(migration->source->text), migration);
    for (auto& pair : matched_.pairs) {
      if (pair.collected != nullptr) continue;
      const auto* found =
          pair.source->sql ? take_equal(by_tokens, *pair.source) : take_namesake(by_tokens, *pair.source);
      if (found == nullptr) continue;
      pair.collected = found;
      pair.standing = Standing::adopted;
    }
    find_namesakes(by_tokens);
  }

  using ByTokens = std::unordered_multimap<std::string, const Migration*>;

  /// Among files of the same SQL (empty ones) the one of the same name, else nothing says which is meant.
  static const Migration* take_equal(ByTokens& by_tokens, const SourceMigration& source) {
    const auto [first, last] = by_tokens.equal_range(sql::fingerprint(*source.sql));
    if (first == last) return nullptr;
    auto found =
        std::find_if(first, last, [&](const auto& entry) { return entry.second->name == file_stem(source.name); });
    if (found == last && (source.baseline || std::next(first) != last)) return nullptr;
    if (found == last) found = first;
    const auto* migration = found->second;
    by_tokens.erase(found);
    return migration;
  }

  /// What `alembic upgrade --sql` wrote never equals a rendering: it holds the bookkeeping, which names the revision.
  static const Migration* take_namesake(ByTokens& by_tokens, const SourceMigration& source) {
    const auto stem = file_stem(source.name);
    const auto found = std::find_if(by_tokens.begin(), by_tokens.end(), [&](const auto& entry) {
      return entry.second->name == stem && entry.second->source->text.find(source.id) != std::string::npos;
    });
    if (found == by_tokens.end()) return nullptr;
    const auto* migration = found->second;
    by_tokens.erase(found);
    return migration;
  }

  void find_namesakes(const ByTokens& left) {
    std::unordered_map<std::string_view, const Migration*> by_name;
    for (const auto& [tokens, migration] : left) by_name.emplace(migration->name, migration);
    for (const auto& pair : matched_.pairs) {
      if (pair.collected != nullptr) continue;
      const auto found = by_name.find(file_stem(pair.source->name));
      if (found != by_name.end()) matched_.namesakes.push_back({.source = pair.source, .collected = found->second});
    }
  }

  const Workspace& workspace_;
  const sources::Discovery& discovery_;
  std::unordered_map<std::string_view, const Migration*> by_id_;
  std::vector<const Migration*> bare_;
  Matched matched_;
};

}  // namespace

std::string_view body_in(const Migration& migration) {
  return std::string_view(migration.source->text).substr(migration.body_begin);
}

std::string tokens_of(const SourceMigration& source) {
  return source.tokens.empty() && source.sql ? sql::fingerprint(*source.sql) : source.tokens;
}

Matched match(const Workspace& workspace, const Service& service, const sources::Discovery& discovery,
              const Folder& folder) {
  return Matcher(workspace, service, discovery, folder).run();
}

}  // namespace migrate::collect
