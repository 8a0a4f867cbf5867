#include "survey/findings.hpp"
#include "survey/weigh.hpp"

#include "endpoint/parameters.hpp"

#include <algorithm>

namespace migrate::survey {

namespace {

/// No config of a tool is larger.
constexpr std::size_t largest = std::size_t{1} << 20;

bool is_readable(const FileTree::File& file, std::vector<Diagnostic>& notes) {
  const auto& text = file.source->text;
  if (text.size() > largest) return notes.push_back(not_read(file.path, "it is larger than 1 MiB")), false;
  if (text.find('\0') != std::string::npos) return notes.push_back(not_read(file.path, "it is no text")), false;
  return true;
}

/// Every file that a reader wants, read.
Facts read_all(const FileTree& tree, std::size_t& files) {
  Facts facts;
  Context context;
  std::vector<std::pair<const Reader*, SourceRef>> found;
  for (const auto& file : tree.files) {
    if (!file.source || !wants(file.path) || !is_readable(file, facts.diagnostics)) continue;
    ++files;
    for (const auto* reader : readers()) {
      if (!reader->wants(file.path)) continue;
      found.emplace_back(reader, file.source);
      if (reader->prepare != nullptr) reader->prepare(file.source, context);
    }
  }
  for (const auto& [reader, source] : found) reader->read(source, context, facts);
  return facts;
}

}  // namespace

std::string_view name_of(Purpose purpose) {
  return purpose == Purpose::migration ? "migration" : purpose == Purpose::application ? "application" : "unknown";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::refused:
      return "refused";
    case Verdict::doubtful:
      return "doubtful";
    case Verdict::fit:
      return "fit";
    case Verdict::application:
      return "application";
    case Verdict::guarded:
      return "guarded";
    case Verdict::unknown:
      break;
  }
  return "unknown";
}

bool wants(std::string_view path) {
  for (auto rest = folder_of(path); !rest.empty();) {
    const auto slash = rest.find('/');
    if (endpoint::matches("docs|doc|test|tests|__tests__|e2e|spec|fixtures|__fixtures__|testdata|vendor|third_party",
                          rest.substr(0, slash)))
      return false;
    rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  }
  const auto all = readers();
  return std::any_of(all.begin(), all.end(), [&](const Reader* reader) { return reader->wants(path); });
}

Findings look(const FileTree& tree) {
  std::size_t files = 0;
  auto facts = read_all(tree, files);
  return weigh(std::move(facts), files);
}

}  // namespace migrate::survey
