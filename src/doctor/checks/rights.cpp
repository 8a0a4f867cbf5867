#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::doctor {

namespace {

void add(std::vector<Finding>& found, State state, std::string text) {
  found.push_back({.state = state, .place = Finding::Place::detail, .text = std::move(text)});
}

/// Matters for the role that migrates; an application that may do less is as it should be.
std::vector<Finding> look(const Connection& connection, const Facts&) {
  const auto& seen = connection.seen;
  if (!seen.rights) return {};
  std::vector<Finding> found{{.text = fmt::format("as `{}`", seen.role)}};
  if (!connection.chosen) return found;
  for (const auto& schema : seen.rights->closed) {
    add(found, State::fail,
        fmt::format(
            "`{0}` may make nothing in schema `{1}`: `grant create, usage on schema {1} to {0}`, or migrate with "
            "its owner",
            seen.role, schema));
  }
  if (!seen.rights->makes_schemas) {
    add(found, State::warn,
        fmt::format("`{}` may make no schema in this database: the history needs `supabase_migrations` and `migrate`",
                    seen.role));
  }
  for (const auto& [owner, count] : seen.rights->foreign) {
    add(found, State::warn,
        fmt::format("{} in the schemas of migrations: only `{}` may alter or drop {}",
                    text::count(static_cast<std::size_t>(count), "table"), owner, count == 1 ? "it" : "them"));
  }
  return found;
}

}  // namespace

extern const Check rights_check;
const Check rights_check{.name = "rights",
                         .rank = 7,
                         .explain =
                             "whether the role that migrates may make schemas and tables, and owns those that are "
                             "there",
                         .of_connection = look};

}  // namespace migrate::doctor
