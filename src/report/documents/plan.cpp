#include "report/documents/layout.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using plan::Entry;
using sql::Effect;
using workflow::PlanReport;

struct Look {
  char mark;
  Role role;
};
Look look_of(Effect effect) {
  switch (effect) {
    case Effect::add:
      return {'+', Role::success};
    case Effect::change:
      return {'~', Role::warning};
    case Effect::remove:
      return {'-', Role::error};
    case Effect::other:
      break;
  }
  return {' ', Role::plain};
}

std::string_view word_of(Effect effect) {
  static constexpr std::string_view words[] = {"add", "change", "remove", "other"};
  return words[static_cast<std::size_t>(effect)];
}

std::string_view words_of(TransactionMode mode) {
  return mode == TransactionMode::inside ? "one transaction" : "outside a transaction";
}

std::string file_of(const Entry& entry) {
  return entry.migration ? text::printable(file_name(*entry.migration))
                         : text::printable(entry.version + "_" + entry.name);
}

/// A person's terminal takes no line that wraps: what is too wide ends in an ellipsis there.
std::string shortened(const std::string& text, std::size_t columns, const Surface& surface) {
  if (!surface.terminal || text::width(text) <= columns) return text;
  const std::string_view ellipsis = surface.unicode ? "…" : "~";
  std::string shown;
  for (const char c : text) {
    const bool starts_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (starts_character && text::width(shown) + 2 > columns) break;
    shown += c;
  }
  return shown + std::string(ellipsis);
}

void add_entry(std::vector<Styled>& lines, const Entry& entry, std::size_t widest, const Surface& surface) {
  const auto file = file_of(entry);
  const auto progress = plan::progress(entry);
  const auto mode = std::string(words_of(entry.mode)) + (progress.empty() ? "" : ", ") + progress;
  Styled head{{Role::plain, "  "}, {Role::name, file}};
  auto whole = head;
  whole.push_back({Role::plain, std::string(widest - text::width(file) + 5, ' ')});
  whole.push_back({Role::quiet, mode});
  if (fits(whole, surface)) {
    lines.push_back(std::move(whole));
  } else {
    lines.push_back(std::move(head));
    lines.push_back({{Role::plain, "    "}, {Role::quiet, mode}});
  }
  const auto done = entry.half_done ? entry.half_done->statements : 0;
  for (std::size_t i = 0; i < entry.statements.size(); ++i) {
    const auto& meaning = entry.statements[i].meaning;
    const auto [mark, role] = i < done ? Look{' ', Role::quiet} : look_of(meaning.effect);
    const std::string_view behind = i < done ? ", done" : "";
    const auto summary = shortened(text::printable(meaning.summary), surface.width - 6 - behind.size(), surface);
    lines.push_back({{Role::plain, "    "},
                     {role, std::string(1, mark)},
                     {i < done ? Role::quiet : Role::plain, fmt::format(" {}{}", summary, behind)}});
  }
}

std::size_t statements(const std::vector<const Entry*>& pending) {
  std::size_t count = 0;
  for (const auto* entry : pending) count += entry->statements.size();
  return count;
}

std::size_t of_severity(const std::vector<Diagnostic>& diagnostics, Severity severity) {
  return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                [&](const Diagnostic& d) { return d.severity == severity; }));
}

/// What applies the same migrations to the same database.
std::string apply_command(const PlanReport& report, const Surface& surface) {
  auto command = same_place("migrate apply", report.place, surface);
  if (!report.kept.empty()) return command + " --plan-file " + text::printable(report.kept);
  if (!report.selection.to.empty()) command += " --to " + report.selection.to;
  if (!report.selection.service.empty()) command += " --service " + text::printable(report.selection.service);
  return command;
}

std::vector<Styled> story(const PlanReport& report, const Surface& surface) {
  const auto pending = report.plan.pending();
  const auto& diagnostics = report.plan.diagnostics;
  const auto errors = of_severity(diagnostics, Severity::error), warnings = of_severity(diagnostics, Severity::warning);
  auto counts =
      fmt::format("{}, {}", text::count(pending.size(), "migration"), text::count(statements(pending), "statement"));
  if (errors > 0) counts += ", " + text::count(errors, "error");
  if (warnings > 0) counts += ", " + text::count(warnings, "warning");
  Styled line{{Role::plain, counts + "; nothing was changed"}};
  if (!fits(line, surface)) line.front().text = counts + "; nothing changed";
  if (pending.empty() && errors == 0) return {};
  if (errors > 0) return {{}, std::move(line)};
  return {{}, std::move(line), next(apply_command(report, surface), {}, surface)};
}

markup::Node data_of(const PlanReport& report) {
  std::vector<markup::Node> migrations;
  for (const auto* entry : report.plan.pending()) {
    std::vector<markup::Node> statements;
    for (const auto& [statement, meaning] : entry->statements) {
      statements.push_back(markup::map({{"effect", markup::text(std::string(word_of(meaning.effect)))},
                                        {"summary", markup::text(meaning.summary)},
                                        {"begin", markup::number(static_cast<long long>(statement.span.begin))},
                                        {"end", markup::number(static_cast<long long>(statement.span.end))}}));
    }
    auto node = markup::map({{"id", markup::text(entry->version)},
                             {"service", markup::text(entry->label)},
                             {"name", markup::text(entry->name)},
                             {"file", entry->migration ? markup::text(entry->migration->path) : markup::null()},
                             {"transaction", markup::boolean(entry->mode == TransactionMode::inside)},
                             {"statements", markup::list(std::move(statements))}});
    if (entry->half_done)
      markup::add(node, "statements_done", markup::number(static_cast<long long>(entry->half_done->statements)));
    migrations.push_back(std::move(node));
  }
  return markup::map({{"target", to_json(report.place)},
                      {"migrations", markup::list(std::move(migrations))},
                      {"plan_file", report.kept.empty() ? markup::null() : markup::text(report.kept)}});
}

}  // namespace

Document document(const PlanReport& report, const Surface& surface) {
  Document document{.command = "plan",
                    .lines = {head_of(report.place, surface), {}},
                    .data = data_of(report),
                    .diagnostics = report.plan.diagnostics,
                    .story = story(report, surface)};
  const auto pending = report.plan.pending();
  std::size_t widest = 0;
  for (const auto* entry : pending) widest = std::max(widest, text::width(file_of(*entry)));
  for (const auto* entry : pending) {
    if (document.lines.size() > 2) document.lines.push_back({});
    add_entry(document.lines, *entry, widest, surface);
    for (const auto& [statement, meaning] : entry->statements) {
      document.rows.push_back({entry->version, std::string(word_of(meaning.effect)), meaning.summary});
    }
  }
  if (pending.empty())
    document.lines.push_back({{Role::plain, "nothing to apply, " + up_to_date(report.plan.not_selected)}});
  return document;
}

}  // namespace migrate::report
