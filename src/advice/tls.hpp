#pragma once

#include <migrate/advice.hpp>

#include <string>

/// How the settings of a stack ask for TLS.
namespace migrate::advice {

/// Certificates are checked: the URL given asks for `verify-ca` or `verify-full`.
bool is_strict(const Parts& parts);
/// At least `require`, on this machine at least nothing; what was given where that is stronger.
std::string sslmode_of(const Parts& parts);
/// libpq's parameters, each with `&` before it; empty where nothing is asked for.
std::string tls_parameters(const Parts& parts);
/// Prisma's own: its engine takes `verify-full` as `prefer`.
std::string prisma_parameters(const Parts& parts);
/// As node-pg reads it, too, which then takes its CA from the URL alone.
std::string prisma_7_parameters(const Parts& parts);
/// Supabase's certificates come from a CA of its own; the others' from one that Node knows.
std::string node_ssl(const Parts& parts);
/// postgres.js checks nothing with `require`.
std::string postgres_js_ssl(const Parts& parts);
std::string django_ssl(const Parts& parts);
/// The file of the CA for a stack that has none of its own: as given, else Supabase's; or empty.
std::string root_of(const Parts& parts);
/// A text between double quotes, for Python and TypeScript.
std::string quoted(std::string_view text);
std::string percent_encoded(std::string_view text);

}  // namespace migrate::advice
