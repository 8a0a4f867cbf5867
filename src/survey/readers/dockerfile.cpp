#include "survey/reading.hpp"

#include "endpoint/parameters.hpp"

#include <cctype>

namespace migrate::survey {

namespace {

bool is_wanted(std::string_view path) {
  return is_named(path, "Dockerfile|Dockerfile.*|*.Dockerfile|Containerfile");
}

/// One instruction, its continued lines included.
struct Instruction {
  std::string_view name;
  std::string_view rest;
  std::size_t begin = 0;  ///< of `rest`
};

std::vector<Instruction> instructions_in(std::string_view text) {
  std::vector<Instruction> all;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = text.find_first_not_of(" \t\r\n", at);
    if (begin == std::string_view::npos) break;
    auto end = std::min(text.find('\n', begin), text.size());
    while (text[begin] != '#' && end < text.size()) {
      const auto last = text.substr(begin, end - begin).find_last_not_of(" \t\r");
      if (last == std::string_view::npos || text[begin + last] != '\\') break;
      end = std::min(text.find('\n', end + 1), text.size());
    }
    const auto line = text.substr(begin, end - begin);
    const auto blank = std::min(line.find_first_of(" \t"), line.size());
    const auto rest = std::min(line.find_first_not_of(" \t", blank), line.size());
    if (line.front() != '#')
      all.push_back({.name = line.substr(0, blank), .rest = line.substr(rest), .begin = begin + rest});
    at = end + 1;
  }
  return all;
}

/// `ENV NAME=value …` and `ENV NAME value`.
std::vector<Setting> settings_in(const SourceRef& file, const Instruction& instruction) {
  std::vector<Setting> all;
  for (const auto& words : commands_of(instruction.rest)) {
    for (const auto& word : words) {
      const auto name = assigned_name(word.text);
      if (name.empty()) continue;
      const Span span{instruction.begin + word.span.begin + name.size() + 1, instruction.begin + word.span.end};
      all.push_back({.name = std::string(name),
                     .value = Secret(word.text.substr(name.size() + 1)),
                     .place = {.source = file, .span = span, .text = {}}});
    }
    if (all.empty() && words.size() == 2) {
      const Span span{instruction.begin + words[1].span.begin, instruction.begin + words[1].span.end};
      all.push_back(
          {.name = words[0].text, .value = Secret(words[1].text), .place = {.source = file, .span = span, .text = {}}});
    }
  }
  return all;
}

/// The exec form is JSON.
std::string command_in(std::string_view rest) {
  if (!rest.starts_with('[')) return std::string(rest);
  const auto source = std::make_shared<Source>(Source{.name = {}, .text = std::string(rest)});
  const auto parsed = markup::parse_json(source);
  return parsed.root.kind == markup::Node::Kind::list ? script_of(parsed.root) : std::string(rest);
}

void read(const SourceRef& file, const Context& context, Facts& found) {
  std::vector<Setting> around;
  for (const auto& instruction : instructions_in(file->text)) {
    if (endpoint::matches("ENV|ARG", instruction.name)) around = nearer(settings_in(file, instruction), around);
    if (!endpoint::matches("RUN|CMD|ENTRYPOINT", instruction.name)) continue;
    const bool build = endpoint::matches("RUN", instruction.name);
    find_runs({.file = file,
               .from = instruction.begin,
               .text = command_in(instruction.rest),
               .where = build ? "building the image runs it" : "the container runs it when it starts",
               .folder = std::string(folder_of(file->name)),
               .beyond = Beyond::outside,
               .around = around,
               .mend = "{variable}=\"${}\""},
              context, found.uses);
  }
}

}  // namespace

extern const Reader dockerfile_reader;
const Reader dockerfile_reader{.name = "Dockerfile", .wants = is_wanted, .read = read};

}  // namespace migrate::survey
