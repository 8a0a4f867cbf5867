#pragma once

#include "pg/wire.hpp"

#include <string>
#include <string_view>

namespace migrate::pg {

/// "undefined_column" of "42703", else "".
std::string_view condition_name(std::string_view sqlstate);

/// The server's text in our manner: its names in backticks, nothing unprintable.
std::string message_of(const Failure& failure);
/// Detail, hint and context as notes.
void add_notes(Diagnostic& diagnostic, const Failure& failure);

/// Why statement `index` of `entry` ended: with its place. What was kept is the caller's to say.
Diagnostic explain(Wire& wire, const plan::Entry& entry, std::size_t index, const Reply& reply);

/// The same for what is no statement of a migration: `message` says what was wanted.
Diagnostic explain_other(const Wire& wire, const Reply& reply, std::string message);

/// The line leads to another server process than it did. `kept` says what became of the work.
Diagnostic process_changed(const Wire& wire, std::string_view process, std::string kept);

/// "what to correct, and the commands to run then"
std::string way_out(const plan::Entry& entry);

/// Helps that name a column or table which is spelled alike; the transaction must be over.
void add_similar_names(Wire& wire, const plan::Entry& entry, std::size_t index, const Failure& failure,
                       Diagnostic& diagnostic);
/// Who holds the lock that was not free in time, or might.
void add_lock_holders(Wire& wire, Diagnostic& diagnostic);

}  // namespace migrate::pg
