#include <migrate/sources.hpp>

#include <algorithm>

namespace migrate::sources {

const Adapter* find(std::string_view orm) {
  const auto bears = [orm](const Adapter* adapter) {
    return adapter->orm == orm ||
           std::find(adapter->aliases.begin(), adapter->aliases.end(), orm) != adapter->aliases.end();
  };
  const auto all = adapters();
  const auto it = std::find_if(all.begin(), all.end(), bears);
  return it == all.end() ? nullptr : *it;
}

std::string known_names() {
  std::string names;
  for (const auto* adapter : adapters()) {
    if (!names.empty()) names += ", ";
    names += adapter->orm;
  }
  return names;
}

std::string folder_of(const Adapter& adapter, const Service& service, const FileTree& listing) {
  if (!service.migrations.empty()) return service.migrations;
  for (const auto folder : adapter.folders) {
    auto path = join(service.folder, folder);
    if (listing.has_folder(path)) return path;
  }
  return {};
}

}  // namespace migrate::sources
