#include "survey/reading.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "package.json");
}

template <class Take>
void each_script(const SourceRef& file, Take take) {
  const auto root = markup::parse_json(file).root;
  const auto* scripts = root.find("scripts");
  if (scripts == nullptr) return;
  for (const auto& script : scripts->members) {
    if (script.value.kind == markup::Node::Kind::text) take(script.key, script.value);
  }
}

void prepare(const SourceRef& file, Context& context) {
  each_script(file, [&](const std::string& name, const markup::Node& script) {
    context.scripts.try_emplace(name, script.text);
  });
}

void read(const SourceRef& file, const Context&, Facts& found) {
  each_script(file, [&](const std::string& name, const markup::Node& script) {
    // Scripts that run each other are each read at their own place.
    find_runs({.file = file,
               .from = script.span.begin,
               .text = script.text,
               .where = "the script `" + name + "` runs it",
               .folder = std::string(folder_of(file->name)),
               .mend = "{variable}=${} …"},
              {}, found.uses);
  });
}

}  // namespace

extern const Reader package_json_reader;
const Reader package_json_reader{.name = "package.json", .wants = is_wanted, .read = read, .prepare = prepare};

}  // namespace migrate::survey
