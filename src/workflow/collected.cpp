#include "workflow/collected.hpp"

#include <fmt/core.h>
#include <migrate/files.hpp>
#include <migrate/text.hpp>

#include <vector>

namespace migrate::workflow {

bool is_collected(const Workspace& workspace, std::string_view path) {
  if (path.size() < workspace.migrations.size() + 5 || !path.starts_with(workspace.migrations) ||
      path[workspace.migrations.size()] != '/') {
    return false;
  }
  // In any case: `.SQL` is a file that the Supabase CLI would skip, and that is said.
  const auto end = path.substr(path.size() - 4);
  return end[0] == '.' && (end[1] | 0x20) == 's' && (end[2] | 0x20) == 'q' && (end[3] | 0x20) == 'l';
}

FileTree read_collected(const Workspace& workspace) {
  return files::read_below(workspace.root, {workspace.migrations},
                           [&](std::string_view path) { return is_collected(workspace, path); });
}

Result<const Service*> service_named(const Workspace& workspace, const std::string& name) {
  if (const auto* service = find_service(workspace, name)) return service;
  std::vector<std::string_view> names;
  std::string list;
  for (const auto& service : workspace.services) {
    names.push_back(service.name);
    list += (list.empty() ? "`" : ", `") + text::printable(service.name) + '`';
  }
  Diagnostic found{.code = "M0323",
                   .message = fmt::format("there is no service `{}` in {}", text::printable(name), workspace.config),
                   .helps = {"the services are " + list}};
  if (const auto similar = text::similar(name, names); !similar.empty()) {
    found.helps.insert(found.helps.begin(), fmt::format("a similar one: `{}`", text::printable(similar)));
  }
  return fail(std::move(found));
}

}  // namespace migrate::workflow
