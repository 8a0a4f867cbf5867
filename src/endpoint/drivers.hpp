#pragma once

#include "endpoint/anatomy.hpp"

#include <migrate/endpoint.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrate::endpoint {

/// Where a driver would connect to, as far as the URL tells.
struct Heard {
  struct Place {
    std::string host;  ///< a name, an address or a socket folder; empty: not in the URL
    std::string port;  ///< empty: not in the URL
    Span from = {};    ///< of the text, where it shows host and port
  };
  bool refused = false;
  std::vector<Place> places = {};
  std::string database = {};
};

/// One row: a program that reads URLs by rules of its own.
struct Driver {
  std::string_view name;
  Heard (*read)(std::string_view url);
  bool asks_environment = true;    ///< `$PGPORT` fills in what the URL leaves out
  bool wants_plain_scheme = true;  ///< `postgresql+psycopg2://` is not meant for it
};
extern const std::span<const Driver> drivers;

using Dialled = std::vector<std::pair<std::string, std::string>>;  ///< hosts and ports

/// What libpq dials, and what of it the URL shows.
struct Truth {
  Dialled places;
  std::string database;        ///< empty where the URL names none
  bool port_is_given = false;  ///< by the URL
};
Truth truth_of(const Anatomy& anatomy, const Resolved& resolved);

/// What a driver dials, its defaults filled in.
Dialled dialled(const Driver& driver, const Heard& heard, const Truth& truth);
bool agrees(const Driver& driver, const Heard& heard, const Truth& truth);

/// M0130: who would dial something else than libpq with the same URL, or refuse it. Nothing for a URL that was given to
/// this program alone (`--url`, `$MIGRATE_DATABASE_URL`), for pairs and JDBC, and for sockets of this machine.
std::optional<Diagnostic> disagreement(const ConnectionString& given, const Resolved& resolved);

}  // namespace migrate::endpoint
