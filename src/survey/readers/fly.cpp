#include "survey/reading.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "fly.toml|fly.*.toml");
}

void read(const SourceRef& file, const Context& context, Facts& found) {
  const auto root = markup::parse_toml(file).root;
  const auto around = settings_of(file, root.find("env"));
  std::vector<const markup::Node*> commands;
  if (const auto* deploy = root.find("deploy")) commands.push_back(deploy->find("release_command"));
  if (const auto* processes = root.find("processes")) {
    for (const auto& process : processes->members) commands.push_back(&process.value);
  }
  for (const auto* command : commands) {
    if (command == nullptr || command->kind != markup::Node::Kind::text) continue;
    find_runs({.file = file,
               .from = command->span.begin,
               .text = command->text,
               .where = "Fly runs it with the app's `[env]` and secrets",
               .folder = std::string(folder_of(file->name)),
               .beyond = Beyond::outside,
               .around = around,
               .mend = "release_command = \"sh -c '{variable}=${} …'\""},
              context, found.uses);
  }
}

}  // namespace

extern const Reader fly_reader;
const Reader fly_reader{.name = "fly.toml", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
