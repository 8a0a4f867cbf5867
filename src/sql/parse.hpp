#pragma once

#include <migrate/sql.hpp>

#include <optional>
#include <string_view>

namespace migrate::sql {

/// What the parse tree of this one statement says; nothing where the grammar does not know it or it is too large to
/// ask.
std::optional<Need> need_by_grammar(std::string_view statement);

/// What its words say; right for each statement that the grammar knows, too.
Need need_by_words(std::string_view statement);

}  // namespace migrate::sql
