#include "collect/match.hpp"

namespace migrate::collect {

namespace {

/// As `sync` would write it into a header.
Provenance provenance_of(const Service& service, const SourceMigration& source) {
  return {.service = service.name,
          .tool = service.orm,
          .id = source.id,
          .source = source.path,
          .sha256 = source.sha256,
          .tokens = source.tokens,
          .body = {},
          .mode = source.mode,
          .ledger = source.ledger};
}

/// A comment that was edited since is nobody's business; a change of the SQL is M0303's.
bool header_counts(const Pair& pair) {
  return pair.standing == Standing::kept || pair.standing == Standing::cosmetic || pair.standing == Standing::changed;
}

}  // namespace

std::vector<Known> known(const Workspace& workspace, const Service& service, const sources::Discovery& discovery,
                         const Folder& folder) {
  const auto matched = match(workspace, service, discovery, folder);
  std::vector<Known> all;
  for (const auto* migration : matched.vanished)
    all.push_back({.provenance = *migration->provenance, .collected = migration});
  for (const auto& pair : matched.pairs) {
    all.push_back({.provenance = header_counts(pair) ? *pair.collected->provenance : provenance_of(service, *pair.source),
                   .collected = pair.collected});
  }
  return all;
}

}  // namespace migrate::collect
