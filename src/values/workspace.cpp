#include <migrate/workspace.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate {

std::string format_number(int number) { return fmt::format("{:05}", number); }

std::string format_range(NumberRange range) {
  return fmt::format("{}-{}", format_number(range.first), format_number(range.last));
}

const Service* owner_of(const Workspace& workspace, int number) {
  for (const auto& service : workspace.services) {
    for (const auto& range : service.ranges) {
      if (contains(range, number)) return &service;
    }
  }
  return nullptr;
}

const Service* find_service(const Workspace& workspace, std::string_view name) {
  const auto named = [&](const Service& service) { return service.name == name; };
  const auto labelled = [&](const Service& service) { return !service.label.empty() && service.label == name; };
  const auto& services = workspace.services;
  if (const auto it = std::find_if(services.begin(), services.end(), named); it != services.end()) return &*it;
  if (const auto it = std::find_if(services.begin(), services.end(), labelled); it != services.end()) return &*it;
  return nullptr;
}

const Target* find_target(const Workspace& workspace, std::string_view name) {
  const auto it = std::find_if(workspace.targets.begin(), workspace.targets.end(),
                               [&](const Target& target) { return target.name == name; });
  return it == workspace.targets.end() ? nullptr : &*it;
}

}  // namespace migrate
