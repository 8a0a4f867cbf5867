#include "sources/drizzle.hpp"
#include "sources/paths.hpp"

namespace migrate::sources {

namespace {

constexpr std::string_view aliases[] = {"drizzle-orm", "drizzle-kit"};
constexpr std::string_view folders[] = {"drizzle",           "drizzle/migrations", "migrations",
                                        "src/db/migrations", "src/drizzle",        "src/migrations",
                                        "db/migrations",     "src/db/drizzle",     "supabase/migrations"};
constexpr std::string_view marks[] = {"drizzle.config.*", "drizzle-*.config.*"};
constexpr std::string_view ledger_columns[] = {"id", "hash", "created_at"};

// Snapshots are never read: 0.x keeps up to a megabyte for each migration in them.
bool reads(std::string_view path) {
  return path.ends_with(".sql") || migrate::name_of(path) == "_journal.json" || drizzle::is_config(path);
}

Discovery discover(const FileTree& tree, const Service& service) {
  Discovery found;
  auto place = drizzle::find_place(tree, service, found.diagnostics);
  found.folder = std::move(place.folder);
  found.ledger_table = std::move(place.table);
  if (found.folder.empty()) return found;
  if (const auto* journal = tree.find(join(found.folder, "meta/_journal.json"))) {
    drizzle::read_journal(tree, *journal, found);
  } else {
    drizzle::read_folders(tree, found);
  }
  return found;
}

}  // namespace

extern const Adapter drizzle_adapter;
const Adapter drizzle_adapter = {.orm = "drizzle",
                                 .aliases = aliases,
                                 .folders = folders,
                                 .marks = marks,
                                 .reads = reads,
                                 .discover = discover,
                                 .ledger = drizzle::ledger,
                                 .audit = drizzle::audit,
                                 .ledger_columns = ledger_columns,
                                 .take_back = drizzle::take_back};

}  // namespace migrate::sources
