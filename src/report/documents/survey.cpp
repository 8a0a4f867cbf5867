#include "report/documents/layout.hpp"

#include <migrate/file_tree.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::report {

namespace {

using survey::Judged;
using survey::Verdict;

struct Look {
  std::string_view word;
  Role role;
};
Look look_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::refused:
      return {"FAIL", Role::error};
    case Verdict::doubtful:
      return {"warn", Role::warning};
    case Verdict::fit:
    case Verdict::guarded:
      return {"ok", Role::success};
    case Verdict::application:
      return {"note", Role::quiet};
    case Verdict::unknown:
      break;
  }
  return {"-", Role::quiet};
}

Position position_of(const Judged& one) {
  return migrate::position_of(one.use.place.source->text, one.use.place.span.begin);
}

std::string place_of(const Judged& one) {
  return fmt::format("{}:{}", text::printable(one.use.place.source->name), position_of(one).line);
}

/// "transaction pooler, no migration takes it"
std::string kind_of(const Judged& one) {
  const bool known = one.mode != endpoint::Mode::unknown;
  auto kind = std::string(known ? endpoint::name_of(one.mode) : "not known");
  if (one.verdict == Verdict::guarded) return "behind `migrate guard`";
  if (one.verdict == Verdict::application) return known ? kind + ", no migration takes it" : "no migration takes it";
  if (one.verdict == Verdict::unknown && known) kind += ", not certain";
  return kind;
}

struct Columns {
  std::size_t place = 0, tool = 0, shown = 0;
};

Styled row(const Judged& one, const Columns& columns) {
  const auto [word, role] = look_of(one.verdict);
  const auto tool = columns.tool == 0 ? std::string() : padded(text::printable(one.use.tool), columns.tool);
  const auto shown = columns.shown == 0 ? std::string() : padded(one.shown, columns.shown);
  return {{Role::plain, "  "},
          {role, padded(word, 6)},
          {Role::path, padded(place_of(one), columns.place)},
          {Role::plain, tool + shown},
          {role == Role::quiet ? Role::quiet : Role::plain, kind_of(one)}};
}

std::vector<Judged> sorted(std::vector<Judged> uses) {
  std::stable_sort(uses.begin(), uses.end(), [](const Judged& a, const Judged& b) {
    const auto& left = a.use.place;
    const auto& right = b.use.place;
    return std::tie(left.source->name, left.span.begin) < std::tie(right.source->name, right.span.begin);
  });
  return uses;
}

std::vector<Styled> table(const std::vector<Judged>& uses, const Surface& surface) {
  Columns columns;
  for (const auto& one : uses) {
    columns.place = std::max(columns.place, text::width(place_of(one)) + 3);
    columns.tool = std::max(columns.tool, text::width(text::printable(one.use.tool)) + 3);
    columns.shown = std::max(columns.shown, text::width(one.shown) + 3);
  }
  const auto is_wide = [&] {
    return std::any_of(uses.begin(), uses.end(), [&](const Judged& one) { return !fits(row(one, columns), surface); });
  };
  if (is_wide()) columns.tool = 0;
  if (is_wide()) columns.shown = 0;
  std::vector<Styled> lines;
  for (const auto& one : uses) lines.push_back(row(one, columns));
  return lines;
}

std::size_t count(const survey::Findings& findings, Verdict verdict) {
  return static_cast<std::size_t>(std::count_if(findings.uses.begin(), findings.uses.end(),
                                                [&](const Judged& one) { return one.verdict == verdict; }));
}

Styled counts(const survey::Findings& findings) {
  const auto files = text::count(findings.files, "file");
  if (findings.uses.empty())
    return {{Role::plain, fmt::format("{} read, and none says how a migration connects", files)}};
  Styled line;
  const auto add = [&](Verdict verdict, std::string_view word, Role role) {
    const auto n = count(findings, verdict);
    if (n == 0) return;
    if (!line.empty()) line.push_back({Role::plain, ", "});
    line.push_back({role, fmt::format("{} {}", n, word)});
  };
  add(Verdict::refused, "through a pooler", Role::error);
  add(Verdict::doubtful, "perhaps through a pooler", Role::warning);
  add(Verdict::fit, "fit", Role::plain);
  add(Verdict::guarded, "guarded", Role::plain);
  add(Verdict::unknown, "not known", Role::plain);
  add(Verdict::application, "that no migration takes", Role::plain);
  line.push_back({Role::quiet, fmt::format("; {} read, nothing was run", files)});
  return line;
}

std::vector<Styled> story(const survey::Findings& findings, const Surface& surface) {
  if (count(findings, Verdict::refused) > 0)
    return {next("migrate explain M0140", "tells what a pooler does to a migration", surface)};
  if (count(findings, Verdict::doubtful) > 0)
    return {next("migrate guard -- COMMAND", "runs a migration command only where its connection is fit", surface)};
  return {};
}

markup::Node to_json(const Judged& one) {
  const auto [line, column] = position_of(one);
  return markup::map({{"file", markup::text(one.use.place.source->name)},
                      {"line", markup::number(line)},
                      {"column", markup::number(column)},
                      {"tool", markup::text(one.use.tool)},
                      {"purpose", markup::text(std::string(survey::name_of(one.use.purpose)))},
                      {"connection", markup::text(one.shown)},
                      {"mode", markup::text(std::string(endpoint::name_of(one.mode)))},
                      {"verdict", markup::text(std::string(survey::name_of(one.verdict)))}});
}

markup::Node data_of(const survey::Findings& findings, const std::vector<Judged>& uses) {
  std::vector<markup::Node> nodes;
  for (const auto& one : uses) nodes.push_back(to_json(one));
  auto counts = markup::map({});
  for (const auto verdict :
       {Verdict::refused, Verdict::doubtful, Verdict::fit, Verdict::guarded, Verdict::unknown, Verdict::application}) {
    markup::add(counts, std::string(survey::name_of(verdict)),
                markup::number(static_cast<long long>(count(findings, verdict))));
  }
  return markup::map({{"files", markup::number(static_cast<long long>(findings.files))},
                      {"uses", markup::list(std::move(nodes))},
                      {"counts", std::move(counts)}});
}

}  // namespace

Document document(const workflow::SurveyReport& report, const Surface& surface) {
  const auto uses = sorted(report.findings.uses);
  Document document{.command = "guard",
                    .lines = table(uses, surface),
                    .data = data_of(report.findings, uses),
                    .diagnostics = report.findings.diagnostics,
                    .story = story(report.findings, surface)};
  if (!uses.empty()) document.lines.push_back({});
  document.lines.push_back(counts(report.findings));
  for (const auto& one : uses) {
    document.rows.push_back({place_of(one), one.use.tool, std::string(survey::name_of(one.use.purpose)), one.shown,
                             std::string(endpoint::name_of(one.mode)), std::string(survey::name_of(one.verdict))});
  }
  return document;
}

}  // namespace migrate::report
