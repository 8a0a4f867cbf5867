#include <migrate/file_tree.hpp>
#include <migrate/migration.hpp>

namespace migrate {

std::string_view file_name(const Migration& migration) { return name_of(migration.path); }

}  // namespace migrate
