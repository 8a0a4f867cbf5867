#include "config/folders.hpp"
#include "config/forms.hpp"
#include "config/labels.hpp"
#include "config/marks.hpp"
#include "config/mask.hpp"
#include "config/ranges.hpp"

#include <migrate/config.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::config {

namespace {

/// The entry's tool. Plain SQL is no tool, whatever it is called; an unknown one is an error.
const sources::Adapter* settle_orm(Reader& reader, Entry& entry, const FileTree& listing) {
  if (!entry.orm) {
    const auto folder = entry.detect ? told_folder(entry, listing) : std::nullopt;
    const auto* shown = folder ? tool_in(*folder, listing) : nullptr;
    if (shown != nullptr && shown->orm != "sql")
      entry.orm = {.value = std::string(shown->orm), .span = entry.name.span};
    return entry.orm ? shown : nullptr;
  }
  const auto* adapter = sources::find(lower(entry.orm->value));
  if (adapter != nullptr && adapter->orm != "sql") {
    entry.orm->value = adapter->orm;
    return adapter;
  }
  if (adapter == nullptr) {
    auto& found =
        reader.error("M0013", fmt::format("`{}` is no ORM that migrate knows", text::printable(entry.orm->value)),
                     entry.orm->span, "unknown");
    std::vector<std::string_view> names;
    for (const auto* known : sources::adapters()) names.push_back(known->orm);
    if (const auto similar = text::similar(lower(entry.orm->value), names); !similar.empty()) {
      found.helps.push_back(fmt::format("a similar one: `{}`", similar));
    }
    found.helps.push_back(fmt::format("the known ones are {}", sources::known_names()));
    return nullptr;
  }
  entry.orm.reset();
  return nullptr;
}

/// "`range: 00100-00199`", as the config at hand writes it.
std::string range_line(NumberRange range, bool is_json) {
  if (!is_json) return fmt::format("`range: {}`", format_range(range));
  return fmt::format(R"(`"migrationStrategy": {{"serviceRange": {{"start": "{}", "end": "{}"}}}}` in its `database`)",
                     format_number(range.first), format_number(range.last));
}

void check_ranges(Reader& reader, const std::vector<Entry>& entries, bool is_json) {
  for (const auto& entry : entries) {
    if (entry.range_given || !entry.ranges.empty()) continue;
    auto& found = reader.error("M0007", fmt::format("`{}` has no number range", text::printable(entry.name.value)),
                               entry.name.span, "no range is given for it");
    const auto range = free_range(taken_ranges(entries));
    if (range.last >= range.first) {
      found.helps.push_back(fmt::format("give it one; this is free: {}", range_line(range, is_json)));
    }
  }
  check_overlaps(reader, entries);
  check_order(reader, entries, is_json);
}

Service settle(Reader& reader, const Entry& entry, const std::vector<Entry>& all, const sources::Adapter* adapter,
               const FileTree& listing) {
  Service service{.name = entry.name.value,
                  .label = label_of(entry, all),
                  .orm = entry.orm ? entry.orm->value : "sql",
                  .folder = {},
                  .migrations = {},
                  .ranges = {},
                  .python = entry.python,
                  .ledger = entry.ledger,
                  .place = reader.label(entry.name.span, {}),
                  .range_place = reader.label(entry.ranges.empty() ? entry.name.span : entry.ranges.back().span, {})};
  for (const auto& range : entry.ranges) service.ranges.push_back(range.value);
  const bool unknown = entry.orm && adapter == nullptr;
  if (!unknown || entry.path) settle_folders(reader, entry, all, adapter, listing, service);
  return service;
}

void no_services(Reader& reader, std::string_view name, bool is_json) {
  auto& found = reader.error("M0006", fmt::format("`{}` names no service", text::printable(name)), {0, 0},
                             "nothing here says who may write migrations");
  if (is_json) {
    found.helps.emplace_back(
        "name one: `\"stack\": {\"sharedDatabase\": {\"serviceRanges\": {\"shared\": "
        "\"00400-00499\"}}}`");
    return;
  }
  found.helps.emplace_back("name one below `services:`, as in `server: { orm: drizzle, range: 00100-00199 }`");
  found.helps.emplace_back("or remove the file: `migrate init` then finds the services and writes it");
}

Span place_of(const Diagnostic& found) {
  return found.labels.empty() ? Span{} : found.labels.front().span;
}

/// A value that the parser refused is no map and no text either, which nobody wants to be told as well.
void only_once(std::vector<Diagnostic>& diagnostics, std::size_t of_parser) {
  const auto refused_before = [&](const Diagnostic& found) {
    return std::any_of(
        diagnostics.begin(), diagnostics.begin() + static_cast<std::ptrdiff_t>(of_parser),
        [&](const Diagnostic& first) { return first.code == "M0003" && place_of(first) == place_of(found); });
  };
  std::vector<Diagnostic> kept(diagnostics.begin(), diagnostics.begin() + static_cast<std::ptrdiff_t>(of_parser));
  std::copy_if(diagnostics.begin() + static_cast<std::ptrdiff_t>(of_parser), diagnostics.end(),
               std::back_inserter(kept), [&](const Diagnostic& found) { return !refused_before(found); });
  diagnostics = std::move(kept);
}

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return place_of(a).begin < place_of(b).begin; });
}

void point_into(const SourceRef& masked_source, std::vector<Diagnostic>& diagnostics) {
  for (auto& diagnostic : diagnostics) {
    for (auto& label : diagnostic.labels) label.source = masked_source;
  }
}

}  // namespace

Draft read(const SourceRef& source, std::string root, const FileTree& listing) {
  Draft draft;
  draft.workspace.root = std::move(root);
  draft.workspace.config = source->name;
  const auto shown =
      std::make_shared<const Source>(Source{.name = source->name, .text = masked(source->text), .kind = source->kind});
  const bool is_json = source->name.ends_with(".json");
  auto parsed = is_json ? markup::parse_json(source) : markup::parse_yaml(source);
  draft.diagnostics = std::move(parsed.diagnostics);
  point_into(shown, draft.diagnostics);
  // What a broken text says of the rest cannot be told from what it would say when mended.
  const bool broken = std::any_of(draft.diagnostics.begin(), draft.diagnostics.end(),
                                  [](const Diagnostic& found) { return found.code == "M0001"; });
  if (broken) return draft;

  const auto of_parser = draft.diagnostics.size();
  Reader reader(shown, draft.diagnostics);
  auto written = is_json ? read_kodo(reader, parsed.root) : read_yaml(reader, parsed.root);
  draft.workspace.targets = std::move(written.targets);
  auto& entries = written.entries;
  if (entries.empty() && !has_errors(draft.diagnostics)) no_services(reader, source->name, is_json);

  std::vector<const sources::Adapter*> adapters;
  for (auto& entry : entries) adapters.push_back(settle_orm(reader, entry, listing));
  check_ranges(reader, entries, is_json);
  check_labels(reader, entries);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    draft.workspace.services.push_back(settle(reader, entries[i], entries, adapters[i], listing));
  }
  only_once(draft.diagnostics, of_parser);
  sort_by_place(draft.diagnostics);
  std::stable_sort(draft.workspace.services.begin(), draft.workspace.services.end(),
                   [](const Service& a, const Service& b) {
                     const auto first = [](const Service& service) {
                       return service.ranges.empty() ? 100000 : service.ranges.front().first;
                     };
                     return first(a) < first(b);
                   });
  return draft;
}

}  // namespace migrate::config
