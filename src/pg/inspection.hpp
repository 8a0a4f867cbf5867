#pragma once

#include "pg/wire.hpp"

#include <migrate/doctor.hpp>

#include <optional>

namespace migrate::pg {

/// One endpoint, within `time`.
doctor::Inspection inspect_one(const endpoint::Endpoint& to, Options options, std::chrono::milliseconds time);

/// TLS of a line that stands. `options` dial a second one where a root certificate is there to check with.
doctor::Tls tls_of(const Wire& wire, const Options& options);

/// On a transaction pooler: whether a named prepared statement is still known when another client had the server
/// process. Nothing where that could not be seen. The line may be used no more.
std::optional<bool> keeps_prepared(Wire& first, const Options& options);

/// What the role may do, and who holds the server's connections. Reads only; what it may not read stays empty.
void ask_about_rights(Wire& wire, doctor::Inspection& seen);
void ask_about_slots(Wire& wire, doctor::Inspection& seen);

}  // namespace migrate::pg
