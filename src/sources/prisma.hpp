#pragma once

#include <migrate/sources.hpp>

namespace migrate::sources::prisma {

std::vector<LedgerStatement> ledger(const Provenance& provenance, std::string_view table);
std::vector<LedgerFinding> audit(const LedgerTable& read, std::span<const LedgerMigration> migrations,
                                 std::string_view table);
std::vector<LedgerStatement> take_back(const Provenance& migration, std::span<const LedgerMigration> left,
                                       std::string_view table);

}  // namespace migrate::sources::prisma
