#include "survey/reading.hpp"

#include <cctype>

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "makefile|gnumakefile|*.mk|justfile|.justfile");
}

/// `$(NAME)` and `{{NAME}}` as `${NAME}`, `$$` as `$`; without the marks `@`, `-` and `+` in front.
std::string plain_recipe(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t@-+"), line.size()));
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto rest = line.substr(i);
    const auto close = rest.starts_with("$(")   ? line.find(')', i)
                       : rest.starts_with("{{") ? line.find("}}", i)
                                                : std::string_view::npos;
    if (close != std::string_view::npos) {
      out += "${" + std::string(line.substr(i + 2, close - i - 2)) + '}';
      i = close + (rest.starts_with("{{") ? 1 : 0);
    } else if (rest.starts_with("$$")) {
      out += '$';
      ++i;
    } else {
      out += line[i];
    }
  }
  return out;
}

/// A line, and its continued lines.
struct Line {
  std::string_view text;
  std::size_t begin = 0;
  bool recipe = false;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> all;
  for (std::size_t begin = 0; begin < text.size();) {
    auto end = std::min(text.find('\n', begin), text.size());
    while (end > begin && end < text.size() && text[end - 1] == '\\')
      end = std::min(text.find('\n', end + 1), text.size());
    const auto line = text.substr(begin, end - begin);
    const bool recipe = !line.empty() && (line.front() == '\t' || line.front() == ' ');
    if (!line.empty() && line.front() != '#') all.push_back({.text = line, .begin = begin, .recipe = recipe});
    begin = end + 1;
  }
  return all;
}

/// "migrate" of "migrate: build"; of just also "migrate ARG='x':".
std::string_view target_of(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || line.find('=') <= colon + 1) return {};
  return line.substr(0, line.find_first_of(": \t"));
}

/// `NAME = value`, `export NAME ?= value`, `NAME := 'value'`.
void add_setting(const SourceRef& file, const Line& line, std::vector<Setting>& around) {
  auto text = line.text;
  if (text.starts_with("export ")) text.remove_prefix(7);
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return;
  const auto name = text.substr(0, text.find_first_of(" \t:?+="));
  const auto begin = text.find_first_not_of(" \t\"'", equals + 1);
  if (name.empty() || begin == std::string_view::npos) return;
  const auto end = std::max(begin, text.find_last_not_of(" \t\r\"'") + 1);
  const auto offset = line.begin + static_cast<std::size_t>(text.data() - line.text.data());
  around.push_back({.name = std::string(name),
                    .value = Secret(plain_recipe(text.substr(begin, end - begin))),
                    .place = {.source = file, .span = {offset + begin, offset + end}, .text = {}}});
}

void prepare(const SourceRef& file, Context& context) {
  std::string target;
  for (const auto& line : lines_of(file->text)) {
    if (!line.recipe) target = target_of(line.text);
    if (line.recipe && !target.empty()) context.scripts["make " + target] += plain_recipe(line.text) + '\n';
  }
}

void read(const SourceRef& file, const Context& context, Facts& found) {
  std::vector<Setting> around;
  const auto lines = lines_of(file->text);
  for (const auto& line : lines) {
    if (!line.recipe && target_of(line.text).empty()) add_setting(file, line, around);
  }
  // Targets that run each other are each read at their own place.
  auto own = context;
  std::erase_if(own.scripts, [](const auto& script) { return script.first.starts_with("make "); });
  std::string_view target;
  for (const auto& line : lines) {
    if (!line.recipe) {
      target = target_of(line.text);
      continue;
    }
    find_runs({.file = file,
               .from = line.begin,
               .text = plain_recipe(line.text),
               .where = "the target `" + std::string(target) + "` runs it",
               .folder = std::string(folder_of(file->name)),
               .around = around,
               .mend = "{variable}=\"$${}\" …"},
              own, found.uses);
  }
}

}  // namespace

extern const Reader makefile_reader;
const Reader makefile_reader{.name = "Makefile", .wants = is_wanted, .read = read, .prepare = prepare};

}  // namespace migrate::survey
