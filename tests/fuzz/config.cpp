#include <migrate/config.hpp>
#include <migrate/markup.hpp>

#include <cstdint>
#include <cstdlib>

using namespace migrate;

namespace {

/// Every span lies in the text, and none of the three readers lets a path out of the workspace through.
void check(const std::string& name, const std::string& text) {
  FileTree listing;
  listing.folders = {"a", "a/b"};
  const auto draft = config::read(std::make_shared<const Source>(Source{.name = name, .text = text}), "/w", listing);
  for (const auto& diagnostic : draft.diagnostics) {
    if (diagnostic.code.empty() || diagnostic.message.empty()) std::abort();
    for (const auto& label : diagnostic.labels) {
      if (label.span.begin > label.span.end || label.span.end > label.source->text.size()) std::abort();
    }
  }
  if (has_errors(draft.diagnostics)) return;
  for (const auto& service : draft.workspace.services) {
    if (service.ranges.empty() || !listing.has_folder(service.folder)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  check("migrate.yaml", text);
  check(".kodo/config.json", text);
  static_cast<void>(markup::parse_toml(std::make_shared<const Source>(Source{.name = "a.toml", .text = text})));
  return 0;
}
