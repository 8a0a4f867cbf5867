#include "survey/expression.hpp"
#include "survey/reading.hpp"

#include <fmt/core.h>

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "docker-compose*.yml|docker-compose*.yaml|compose*.yml|compose*.yaml");
}

std::vector<std::string> env_files_of(const markup::Node* node) {
  std::vector<std::string> names;
  for (const auto* text : texts_of(node)) names.push_back(text->text);
  if (node == nullptr) return names;
  for (const auto& item : node->items) {
    if (const auto* path = item.find("path")) names.push_back(path->text);
  }
  return names;
}

/// A service that runs no migration command: its connection strings are the application's.
void read_application(const SourceRef& file, const std::string& name, const std::vector<Setting>& around,
                      Facts& found) {
  for (const auto& setting : around) {
    if (!is_connection(setting.value.reveal())) continue;
    found.uses.push_back({.place = setting.place,
                          .tool = name,
                          .doer = fmt::format("`{}` of the service `{}`", setting.name, name),
                          .purpose = Purpose::application,
                          .reason = fmt::format("the service `{}` runs no migration command", name),
                          .given = {setting.value},
                          .folder = std::string(folder_of(file->name))});
  }
}

void read_service(const SourceRef& file, const std::string& name, const markup::Node& service, const Context& context,
                  Facts& found) {
  const auto around = settings_of(file, service.find("environment"));
  const auto before = found.uses.size();
  for (const std::string_view key : {"entrypoint", "command"}) {
    const auto* command = service.find(key);
    if (command == nullptr) continue;
    find_runs({.file = file,
               .from = command->span.begin,
               .text = script_of(*command),
               .where = fmt::format("the service `{}` runs it", name),
               .folder = std::string(folder_of(file->name)),
               .around = around,
               .env_files = env_files_of(service.find("env_file")),
               .mend = "{variable}: ${{}}"},
              context, found.uses);
  }
  read_ports(service, found);
  if (found.uses.size() == before) read_application(file, name, around, found);
}

void read(const SourceRef& file, const Context& context, Facts& found) {
  const auto root = markup::parse_yaml(file, markup::Aliases::resolved).root;
  const auto* services = root.find("services");
  if (services == nullptr) return;
  for (const auto& service : services->members) read_service(file, service.key, service.value, context, found);
}

}  // namespace

extern const Reader compose_reader;
const Reader compose_reader{.name = "compose", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
