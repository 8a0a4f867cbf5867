#pragma once

#include <migrate/collect.hpp>

#include <string>
#include <vector>

#include "collect/match.hpp"

namespace migrate::collect {

/// `where`: the target that has it, "" where only that it is applied is known; nothing: nobody knows of it.
Diagnostic source_changed(const Service& service, const Pair& pair, const std::optional<std::string>& where);

/// Whether the file differs from what was collected by more than comments.
bool edited_by_hand(const Migration& migration);
Diagnostic hand_edit(const Service& service, const Pair& pair);

Diagnostic collected_twice(const Migration& first, const Migration& second);
Diagnostic namesake(const Pair& pair);
/// Notes: `later` is the first collected one that the tool sorts behind it.
Diagnostic sorts_before(const Write& write, const Migration& later);
Diagnostic vanished(const Service& service, const std::vector<const Migration*>& migrations);
Diagnostic renamed(const Service& service, std::size_t count);
Diagnostic adopted(const Service& service, const std::vector<const Migration*>& migrations);

/// The tool's own folder is supabase/migrations.
/// Two services collect the same files.
Diagnostic same_folder(const Service& one, const Service& other, std::string_view folder);
Diagnostic writes_among_ours(const Workspace& workspace, const Service& service);

}  // namespace migrate::collect
