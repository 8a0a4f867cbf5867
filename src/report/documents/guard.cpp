#include "report/documents/layout.hpp"
#include "report/wrap.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using endpoint::Mode;
using workflow::GuardReport;
using workflow::Looked;

bool is_fit(const Looked& looked) {
  return !looked.refusal;
}

bool passes(Mode mode) {
  return mode == Mode::direct || mode == Mode::session;
}

/// What decided: the server, where it showed a class that no migration passes through, else the text.
Mode mode_of(const Looked& looked) {
  if (!looked.endpoint) return Mode::unknown;
  const bool presumed = looked.endpoint->certainty == endpoint::Certainty::presumed;
  const bool seen = looked.evidence && !passes(looked.evidence->seen);
  return looked.refusal && seen && (passes(looked.endpoint->mode) || presumed) ? looked.evidence->seen
                                                                               : looked.endpoint->mode;
}

/// "transaction pooler", "transaction pooler (presumed)", "direct (not reached)", "unreadable"
std::string class_of(const Looked& looked) {
  if (!looked.endpoint) return "unreadable";
  const auto mode = mode_of(looked);
  if (looked.refusal && !looked.evidence && passes(mode))
    return fmt::format("{} (not reached)", endpoint::name_of(mode));
  const auto name = std::string(endpoint::name_of(mode));
  const bool presumed = looked.endpoint->certainty == endpoint::Certainty::presumed;
  return presumed && mode == looked.endpoint->mode && !is_fit(looked) ? name + " (presumed)" : name;
}

std::string source_of(const Looked& looked) {
  const auto& given = looked.given;
  const auto origin = text::printable(given.origin);
  if (given.target_name.empty() || !given.origin.starts_with('$')) return origin;
  return fmt::format("{}, target `{}`", origin, text::printable(given.target_name));
}

std::string address_of(const Looked& looked) {
  return looked.endpoint ? endpoint::address(*looked.endpoint) : std::string();
}

/// What speaks against it, in the words of the refusal: what the text shows, what the server did, or what went wrong.
std::string why_of(const Looked& looked) {
  if (is_fit(looked)) return {};
  const auto& refusal = *looked.refusal;
  const bool by_guard = looked.endpoint && (looked.evidence || !passes(looked.endpoint->mode));
  const auto label = refusal.labels.empty() ? std::string() : refusal.labels.front().text;
  const auto first = by_guard && !label.empty() ? label : refusal.message;
  return refusal.code == "M0101" || refusal.notes.empty() ? first : first + "; " + refusal.notes.front();
}

std::string instead_of(const Looked& looked) {
  return is_fit(looked) || looked.refusal->helps.empty() ? std::string() : looked.refusal->helps.front();
}

struct Mark {
  char mark;
  Role role;
};
Mark mark_of(const Looked& looked) {
  if (!looked.endpoint) return {'?', looked.decides ? Role::error : Role::warning};
  if (is_fit(looked)) return looked.decides ? Mark{'+', Role::success} : Mark{' ', Role::plain};
  return looked.decides ? Mark{'!', Role::error} : Mark{'~', Role::warning};
}

struct Columns {
  std::size_t source = 0, address = 0;
  bool narrow = false;  ///< the address and the class have a line of their own
};

/// "  + $DIRECT_URL, set in .env:3   db.abcdefghij.supabase.co:5432   direct"
Styled row(const Looked& looked, const Columns& columns) {
  const auto [mark, role] = mark_of(looked);
  return {{Role::plain, "  "},
          {role, std::string(1, mark)},
          {Role::plain, " "},
          {Role::name, columns.narrow ? source_of(looked) : padded(source_of(looked), columns.source)},
          {Role::path, columns.narrow ? std::string() : padded(address_of(looked), columns.address)},
          {columns.narrow || is_fit(looked) ? Role::plain : role, columns.narrow ? std::string() : class_of(looked)}};
}

void add_rows(std::vector<Styled>& lines, const Looked& looked, const Surface& surface, const Columns& columns) {
  const Styled indent{{Role::plain, "      "}};
  const auto add = [&](Role role, const std::string& text) {
    if (text.empty()) return;
    const auto width = surface.terminal ? surface.width : std::string::npos;
    for (auto& line : hang(indent, role, text, width)) lines.push_back(std::move(line));
  };
  lines.push_back(row(looked, columns));
  if (columns.narrow) {
    const auto address = address_of(looked);
    add(Role::plain, class_of(looked) + (address.empty() ? "" : ", " + address));
  }
  add(Role::plain, why_of(looked));
  add(Role::quiet, instead_of(looked));
}

Columns columns_for(const GuardReport& report, const Surface& surface) {
  Columns columns;
  for (const auto& looked : report.looked) {
    columns.source = std::max(columns.source, text::width(source_of(looked)) + 3);
    columns.address = std::max(columns.address, text::width(address_of(looked)) + 3);
  }
  columns.narrow = std::any_of(report.looked.begin(), report.looked.end(),
                               [&](const Looked& looked) { return !fits(row(looked, columns), surface); });
  return columns;
}

/// "2 of 3 are fit for migrations, which take $DIRECT_URL, set in .env:3"
std::string counts(const GuardReport& report) {
  const auto fit = static_cast<std::size_t>(std::count_if(report.looked.begin(), report.looked.end(), is_fit));
  const auto all = report.looked.size();
  const auto deciding =
      std::count_if(report.looked.begin(), report.looked.end(), [](const Looked& looked) { return looked.decides; });
  auto text = all == 1     ? std::string(fit == 1 ? "fit for migrations" : "unfit for migrations")
              : fit == all ? fmt::format("all {} are fit for migrations", all)
                           : fmt::format("{} of {} {} fit for migrations", fit, all, fit == 1 ? "is" : "are");
  const auto used =
      std::find_if(report.looked.begin(), report.looked.end(), [](const Looked& looked) { return looked.decides; });
  if (all > 1 && deciding == 1) text += fmt::format("; they would take {}", source_of(*used));
  return text;
}

markup::Node text_or_null(std::string value) {
  return value.empty() ? markup::null() : markup::text(std::move(value));
}

markup::Node to_json(const endpoint::Evidence& evidence) {
  using Depth = endpoint::Evidence::Depth;
  const std::string_view depth = evidence.depth == Depth::whole   ? "whole"
                                 : evidence.depth == Depth::cheap ? "cheap"
                                                                  : "none";
  return markup::map({{"seen", markup::text(std::string(endpoint::name_of(evidence.seen)))},
                      {"depth", markup::text(std::string(depth))},
                      {"notes", list_of(evidence.notes)}});
}

markup::Node to_json(const Looked& looked) {
  const auto* endpoint = looked.endpoint ? &*looked.endpoint : nullptr;
  const auto* host = endpoint && !endpoint->resolved.hosts.empty() ? &endpoint->resolved.hosts.front() : nullptr;
  const bool certain = !endpoint || endpoint->certainty == endpoint::Certainty::certain;
  return markup::map(
      {{"source", markup::text(looked.given.origin)},
       {"target", text_or_null(looked.given.target_name)},
       {"address", text_or_null(address_of(looked))},
       {"host", text_or_null(!host                ? ""
                             : host->host.empty() ? host->hostaddr
                                                  : host->host)},
       {"port", text_or_null(host ? host->port : "")},
       {"class", markup::text(endpoint ? std::string(endpoint::name_of(mode_of(looked))) : "unreadable")},
       {"provider", text_or_null(endpoint ? endpoint->provider : "")},
       {"certainty", markup::text(certain ? "certain" : "presumed")},
       {"used", markup::boolean(looked.decides)},
       {"fit", markup::boolean(is_fit(looked))},
       {"why", text_or_null(why_of(looked))},
       {"instead", text_or_null(instead_of(looked))},
       {"evidence", looked.evidence ? to_json(*looked.evidence) : markup::null()}});
}

std::vector<std::string> tsv_row(const Looked& looked) {
  const auto or_dash = [](std::string text) { return text.empty() ? std::string("-") : text; };
  return {looked.given.origin,
          or_dash(address_of(looked)),
          class_of(looked),
          is_fit(looked) ? "fit" : "unfit",
          looked.decides ? "used" : "-",
          or_dash(why_of(looked)),
          or_dash(instead_of(looked))};
}

}  // namespace

Document document(const GuardReport& report, const Surface& surface) {
  Document document{.command = "guard", .diagnostics = report.diagnostics};
  const auto columns = columns_for(report, surface);
  std::vector<markup::Node> connections;
  for (const auto& looked : report.looked) {
    add_rows(document.lines, looked, surface, columns);
    connections.push_back(to_json(looked));
    document.rows.push_back(tsv_row(looked));
  }
  if (!report.looked.empty()) {
    document.lines.push_back({});
    const auto width = surface.terminal ? surface.width : std::string::npos;
    for (auto& line : hang({}, Role::plain, counts(report), width)) document.lines.push_back(std::move(line));
  }
  document.data = markup::map({{"connections", markup::list(std::move(connections))}});
  return document;
}

}  // namespace migrate::report
