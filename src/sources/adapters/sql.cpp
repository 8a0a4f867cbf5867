#include <migrate/sources.hpp>

namespace migrate::sources {

namespace {

constexpr std::string_view aliases[] = {"plain", "none"};

bool reads(std::string_view) {
  return false;
}

/// Plain SQL is written straight into supabase/migrations: there is nothing to collect and nobody's books to keep.
Discovery discover(const FileTree&, const Service&) {
  return {};
}

}  // namespace

extern const Adapter sql_adapter;
const Adapter sql_adapter = {
    .orm = "sql", .aliases = aliases, .folders = {}, .marks = {}, .reads = reads, .discover = discover};

}  // namespace migrate::sources
