#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

Document document(const workflow::InitReport& report, const Surface& surface) {
  Document document{
      .command = "init", .data = markup::map({{"path", markup::text(report.path)}}), .diagnostics = report.diagnostics};
  std::size_t name = 0, orm = 0;
  for (const auto& service : report.services) {
    name = std::max(name, text::width(text::printable(service.name)) + 4);
    orm = std::max(orm, text::width(service.orm) + 3);
  }
  std::vector<markup::Node> services;
  for (const auto& service : report.services) {
    const auto range = service.ranges.empty() ? std::string() : format_range(service.ranges.front());
    const auto shown = text::printable(service.name);
    document.lines.push_back(
        {{Role::plain, "  "},
         {Role::name, shown},
         {Role::plain, std::string(name - text::width(shown), ' ') + padded(service.orm, orm) + range + "   "},
         {Role::quiet, text::printable(service.folder)}});
    document.rows.push_back({service.name, service.orm, range, service.folder});
    services.push_back(markup::map({{"name", markup::text(service.name)},
                                    {"orm", markup::text(service.orm)},
                                    {"range", markup::text(range)},
                                    {"folder", markup::text(service.folder)}}));
  }
  markup::add(document.data, "services", markup::list(std::move(services)));
  if (has_errors(report.diagnostics)) return document;
  document.story = {{},
                    story_line({.role = Role::success,
                                .verb = "Wrote",
                                .text = {{Role::plain, fmt::format("{} with {}", text::printable(report.path),
                                                                   text::count(report.services.size(), "service"))}}}),
                    next("migrate sync", "collects what they generated", surface)};
  return document;
}

}  // namespace migrate::report
