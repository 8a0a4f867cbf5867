#pragma once

#include <migrate/documents.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What several documents share.
namespace migrate::report {

/// `text` with spaces behind it, `columns` wide.
std::string padded(std::string_view text, std::size_t columns);

/// Whether a line may stand there: a pipe takes any, a terminal what does not wrap.
bool fits(const Styled& line, const Surface& surface);

/// "production  db.abcdefghij.supabase.co:5432, direct, Postgres 15.8"; the address goes where it is too wide.
Styled head_of(const workflow::Place& place, const Surface& surface);

/// {"name": "production", "mode": "direct", …}
markup::Node to_json(const workflow::Place& place);

/// "Next: `migrate plan` shows what they would do"; the explanation goes where it is too wide.
Styled next(std::string_view command, std::string_view explanation, const Surface& surface);

/// `command` with what leads it to the same database: "migrate apply --target production".
std::string same_place(std::string_view command, const workflow::Place& place, const Surface& surface);

/// "the database is up to date", unless `others` are pending that nobody asked for.
std::string up_to_date(std::size_t others);

markup::Node list_of(const std::vector<std::string>& texts);

}  // namespace migrate::report
