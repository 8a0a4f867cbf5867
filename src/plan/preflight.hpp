#pragma once

#include <migrate/plan.hpp>

#include <vector>

namespace migrate::plan {

/// Splits a pending migration, decides how it runs, and says what speaks against running it.
void prepare(Entry& entry, std::vector<Diagnostic>& diagnostics);

/// What the file says and the history does not: M0501 for a migration that is applied and was edited since.
bool is_changed(const Migration& migration, const HistoryRow& row);
Diagnostic describe_change(const Migration& migration, const HistoryRow& row);

}  // namespace migrate::plan
