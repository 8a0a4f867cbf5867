#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using collect::Write;
using workflow::SyncMode;
using workflow::SyncReport;

std::size_t added(const SyncReport& report) {
  return static_cast<std::size_t>(std::count_if(report.plan.writes.begin(), report.plan.writes.end(),
                                                [](const Write& write) { return write.kind == Write::Kind::added; }));
}
std::size_t updated(const SyncReport& report) {
  return static_cast<std::size_t>(std::count_if(report.plan.writes.begin(), report.plan.writes.end(),
                                                [](const Write& write) { return write.kind == Write::Kind::updated; }));
}

std::string_view word_of(Write::Kind kind) {
  switch (kind) {
    case Write::Kind::added:
      return "add";
    case Write::Kind::updated:
      return "update";
    case Write::Kind::down:
      break;
  }
  return "add";
}

/// One file a paragraph: what would be written, and from what.
std::vector<Styled> foreseen(const SyncReport& report) {
  std::vector<Styled> lines;
  for (const auto& write : report.plan.writes) {
    lines.push_back(
        {{Role::plain, fmt::format("would {} ", word_of(write.kind))}, {Role::path, text::printable(write.path)}});
    if (!write.source.empty()) {
      lines.push_back({{Role::plain, "     from "}, {Role::quiet, text::printable(write.source)}});
    }
  }
  return lines;
}

std::string ranges_of(const Service& service) {
  std::string all;
  for (const auto range : service.ranges) all += (all.empty() ? "" : ", ") + format_range(range);
  return all;
}

struct Columns {
  std::size_t name = 0, orm = 0, ranges = 0;
  bool show_ranges = true, show_folder = true;
};

Styled row(const collect::Lane& lane, const Columns& columns) {
  const auto& service = *lane.service;
  const auto name = text::printable(service.name);
  Styled line{
      {Role::plain, "  "}, {Role::name, name}, {Role::plain, std::string(columns.name - text::width(name), ' ')}};
  if (!columns.show_ranges) {
    line.push_back({Role::plain, service.orm});
    return line;
  }
  line.push_back({Role::plain, padded(service.orm, columns.orm)});
  if (!columns.show_folder || lane.folder.empty()) {
    line.push_back({Role::plain, ranges_of(service)});
    return line;
  }
  line.push_back({Role::plain, padded(ranges_of(service), columns.ranges)});
  line.push_back({Role::quiet, text::printable(lane.folder)});
  return line;
}

bool all_fit(const SyncReport& report, const Columns& columns, const Surface& surface) {
  return std::all_of(report.plan.lanes.begin(), report.plan.lanes.end(),
                     [&](const collect::Lane& lane) { return !lane.service || fits(row(lane, columns), surface); });
}

Columns columns_for(const SyncReport& report, const Surface& surface) {
  Columns columns;
  for (const auto& lane : report.plan.lanes) {
    if (!lane.service) continue;
    columns.name = std::max(columns.name, text::width(text::printable(lane.service->name)) + 4);
    columns.orm = std::max(columns.orm, text::width(lane.service->orm) + 3);
    columns.ranges = std::max(columns.ranges, ranges_of(*lane.service).size() + 3);
  }
  if (!all_fit(report, columns, surface)) columns.show_folder = false;
  if (!all_fit(report, columns, surface)) columns.show_ranges = false;
  return columns;
}

std::vector<std::string> updated_in(const SyncReport& report, std::string_view service) {
  std::vector<std::string> names;
  for (const auto& write : report.plan.writes) {
    if (write.kind == Write::Kind::updated && write.service == service) names.emplace_back(name_of(write.path));
  }
  return names;
}

std::vector<Styled> lanes(const SyncReport& report, const Surface& surface) {
  std::vector<Styled> lines;
  const auto columns = columns_for(report, surface);
  for (const auto& lane : report.plan.lanes) {
    if (!lane.service) continue;
    lines.push_back(row(lane, columns));
    for (const auto& file : lane.added) {
      lines.push_back({{Role::plain, "    "}, {Role::success, "+"}, {Role::plain, " " + text::printable(file)}});
    }
    for (const auto& file : updated_in(report, lane.service->name)) {
      lines.push_back({{Role::plain, "    "}, {Role::warning, "~"}, {Role::plain, " " + text::printable(file)}});
    }
  }
  return lines;
}

std::string there(std::size_t kept, std::string_view be) {
  return kept == 0 ? std::string() : fmt::format(", {} {} there", kept, be);
}

struct Closing {
  std::string_view verb;
  std::string text;
};

/// "2 new migrations into supabase/migrations, 18 were there"
Closing closing_of(const SyncReport& report, std::string_view folder) {
  const auto with = [&](std::string_view word) { return folder.empty() ? "" : fmt::format(" {} {}", word, folder); };
  const auto n = added(report), m = updated(report), kept = report.plan.kept;
  if (n == 0 && m == 0) {
    const auto known = kept == 0 ? "no migrations are" : text::count(kept, "migration") + (kept == 1 ? " is" : " are");
    return {"Collected", fmt::format("nothing new, {} there", known)};
  }
  const auto others = there(kept, kept == 1 ? "was" : "were");
  if (n == 0) return {"Updated", fmt::format("{}{}{}", text::count(m, "migration"), with("in"), others)};
  const auto more = m == 0 ? "" : fmt::format(" and updated {}", m);
  return {"Collected",
          fmt::format("{} new {}{}{}{}", n, n == 1 ? "migration" : "migrations", with("into"), more, others)};
}

Styled closing(const SyncReport& report, const Surface& surface) {
  const auto line = [&](std::string_view folder) {
    const auto [verb, text] = closing_of(report, folder);
    return story_line({.role = Role::success,
                       .verb = std::string(verb),
                       .text = {{Role::plain, text + " "}, {Role::quiet, fmt::format("({})", duration(report.took))}}});
  };
  const auto whole = line(text::printable(report.workspace.migrations));
  return fits(whole, surface) ? whole : line({});
}

std::vector<Styled> story(const SyncReport& report, const Surface& surface) {
  const bool nothing = report.plan.writes.empty();
  if (has_errors(report.plan.diagnostics) && !report.written) {
    if (report.options.mode == SyncMode::check) return {};
    const bool behind = report.options.mode != SyncMode::write;
    return {{},
            {{Role::plain,
              behind ? "Nothing was written" : "Nothing was collected: either all files are written or none"}}};
  }
  if (report.options.mode == SyncMode::write) {
    if (nothing && has_errors(report.plan.diagnostics)) return {{}, {{Role::plain, "Nothing was collected"}}};
    std::vector<Styled> lines{{}, closing(report, surface)};
    if (!nothing) lines.push_back(next("migrate plan", "shows what they would do", surface));
    return lines;
  }
  if (nothing) {
    return {{{Role::plain, fmt::format("{} there, all collected from their sources",
                                       report.plan.kept == 1 ? "1 migration is"
                                                             : fmt::format("{} migrations are", report.plan.kept))}}};
  }
  if (report.options.mode == SyncMode::check) return {};
  return {{},
          {{Role::plain,
            fmt::format("{} would be written; nothing was changed", text::count(report.plan.writes.size(), "file"))}},
          next("migrate sync", "writes them", surface)};
}

markup::Node data_of(const SyncReport& report) {
  std::vector<markup::Node> writes;
  for (const auto& write : report.plan.writes) {
    static constexpr std::string_view kinds[] = {"added", "updated", "down"};
    writes.push_back(markup::map({{"path", markup::text(write.path)},
                                  {"source", markup::text(write.source)},
                                  {"service", markup::text(write.service)},
                                  {"kind", markup::text(std::string(kinds[static_cast<std::size_t>(write.kind)]))}}));
  }
  std::vector<markup::Node> services;
  for (const auto& lane : report.plan.lanes) {
    if (!lane.service) continue;
    services.push_back(markup::map({{"name", markup::text(lane.service->name)},
                                    {"orm", markup::text(lane.service->orm)},
                                    {"ranges", markup::text(ranges_of(*lane.service))},
                                    {"folder", markup::text(lane.folder)},
                                    {"kept", markup::number(static_cast<long long>(lane.kept))},
                                    {"added", list_of(lane.added)}}));
  }
  return markup::map({{"written", markup::boolean(report.written)},
                      {"files", markup::list(std::move(writes))},
                      {"services", markup::list(std::move(services))},
                      {"kept", markup::number(static_cast<long long>(report.plan.kept))}});
}

}  // namespace

Document document(const SyncReport& report, const Surface& surface) {
  Document document{.command = "sync",
                    .data = data_of(report),
                    .diagnostics = report.plan.diagnostics,
                    .story = story(report, surface)};
  if (report.options.mode != SyncMode::write) {
    document.lines = foreseen(report);
  } else if (report.written && !report.plan.writes.empty()) {
    document.lines = lanes(report, surface);
  }
  for (const auto& write : report.plan.writes) {
    document.rows.push_back({std::string(word_of(write.kind)), write.path, write.source});
  }
  return document;
}

}  // namespace migrate::report
