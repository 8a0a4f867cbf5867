#include "survey/reading.hpp"

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "*.sh|*.bash|Procfile");
}

void read(const SourceRef& file, const Context& context, Facts& found) {
  const bool is_procfile = is_named(file->name, "Procfile");
  find_runs({.file = file,
             .from = 0,
             .text = file->text,
             .where = is_procfile ? "the platform runs it" : "the script runs it",
             .folder = std::string(folder_of(file->name)),
             .beyond = is_procfile ? Beyond::outside : Beyond::folder,
             .mend = "{variable}=\"${}\" …"},
            context, found.uses);
}

}  // namespace

extern const Reader shell_script_reader;
const Reader shell_script_reader{.name = "shell script", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
