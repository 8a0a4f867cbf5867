#pragma once

#include <string_view>

/// What the CLI makes of a statement, by the same words; each gets a statement from its first token on.
namespace migrate::compat {

/// BEGIN, COMMIT and their kin: then every statement of the file is sent on its own.
enum class Control { none, begin, commit, rollback };
Control control_of(std::string_view statement);

/// What it sends alone, between two batches: CREATE INDEX CONCURRENTLY, VACUUM and some others.
bool is_sent_alone(std::string_view statement);

/// LOCK TABLE, SAVEPOINT and others that need a BEGIN of their own; the words for a message, else "".
std::string_view needs_block(std::string_view statement);

/// A file whose first line is `-- pg-delta: transaction=false`.
bool asks_for_no_transaction(std::string_view text);

}  // namespace migrate::compat
