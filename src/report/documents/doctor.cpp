#include "report/documents/layout.hpp"
#include "report/wrap.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

using doctor::Connection;
using doctor::Row;
using doctor::State;
using workflow::DoctorReport;

constexpr std::size_t indent = 8;  // of names, and of the lines below a row

Role role_of(State state) {
  static constexpr Role roles[] = {Role::success, Role::warning, Role::error};
  return roles[static_cast<std::size_t>(state)];
}

std::vector<Styled> below(const std::string& text, const Surface& surface) {
  const Styled lead{{Role::plain, std::string(indent, ' ')}};
  if (surface.terminal) return hang(lead, Role::plain, text::printable(text), surface.width);
  auto line = lead;
  line.push_back({Role::plain, text::printable(text)});
  return {line};
}

void add_row(std::vector<Styled>& lines, const Row& row, std::size_t widest, const Surface& surface) {
  const auto name = text::printable(row.name);
  const Styled head{{Role::plain, "  "}, {role_of(row.state), padded(doctor::name_of(row.state), indent - 2)}};
  auto whole = head;
  whole.push_back({Role::name, name});
  whole.push_back({Role::plain, std::string(widest - text::width(name) + 3, ' ') + text::printable(row.text)});
  if (fits(whole, surface)) {
    lines.push_back(std::move(whole));
  } else {
    lines.push_back(head);
    lines.back().push_back({Role::name, name});
    for (auto& line : below(row.text, surface)) lines.push_back(std::move(line));
  }
  for (const auto& detail : row.details) {
    for (auto& line : below(detail, surface)) lines.push_back(std::move(line));
  }
}

std::vector<Styled> lines_of(const DoctorReport& report, const Surface& surface) {
  std::size_t widest = 0;
  for (const auto& row : report.rows) widest = std::max(widest, text::width(text::printable(row.name)));
  std::vector<Styled> lines;
  const Row* before = nullptr;
  for (const auto& row : report.rows) {
    if (before == nullptr || before->section != row.section)
      lines.push_back({{Role::name, std::string(doctor::name_of(row.section))}});
    add_row(lines, row, widest, surface);
    before = &row;
  }
  return lines;
}

/// The stack whose settings are the next thing to look at.
const advice::Stack* stack_in_need(const DoctorReport& report) {
  for (const auto& connection : report.facts.connections) {
    if (doctor::mode_of(connection) != endpoint::Mode::transaction) continue;
    for (const auto& use : connection.uses) {
      if (use.stack != nullptr) return use.stack;
    }
  }
  return nullptr;
}

std::vector<Styled> story(const DoctorReport& report, const Surface& surface) {
  const auto failures = report.count(State::fail), warnings = report.count(State::warn);
  std::string counts;
  if (failures > 0) counts += text::count(failures, "failure") + ", ";
  if (warnings > 0) counts += text::count(warnings, "warning") + ", ";
  std::vector<Styled> lines{{}, {{Role::plain, fmt::format("{}{} ok", counts, report.count(State::ok))}}};
  if (const auto* stack = stack_in_need(report)) {
    lines.push_back(next(fmt::format("migrate url --for {} --mode transaction", stack->name),
                         "prints its settings, ready to paste", surface));
  }
  return lines;
}

markup::Node to_json(const Row& row) {
  return markup::map({{"section", markup::text(std::string(doctor::name_of(row.section)))},
                      {"state", markup::text(std::string(doctor::name_of(row.state)))},
                      {"name", markup::text(row.name)},
                      {"text", markup::text(row.text)},
                      {"details", list_of(row.details)}});
}

markup::Node text_or_null(const std::string& text) {
  return text.empty() ? markup::null() : markup::text(text);
}

markup::Node to_json(const doctor::Address& address) {
  const bool v6 = address.family == doctor::Address::Family::v6;
  return markup::map({{"family", markup::text(v6 ? "IPv6" : "IPv4")},
                      {"address", markup::text(address.text)},
                      {"error", text_or_null(address.said)}});
}

std::string_view word_of(doctor::Tls::Certificate certificate) {
  static constexpr std::string_view words[] = {"not verified", "verified", "wrong"};
  return words[static_cast<std::size_t>(certificate)];
}

markup::Node to_json(const Connection& connection) {
  const auto& seen = connection.seen;
  std::vector<markup::Node> addresses;
  for (const auto& address : seen.addresses) addresses.push_back(to_json(address));
  std::vector<std::string> services;
  for (const auto& use : connection.uses) services.push_back(use.service);
  auto node = markup::map({{"name", markup::text(connection.name)},
                           {"origin", markup::text(connection.origin)},
                           {"chosen", markup::boolean(connection.chosen)},
                           {"services", list_of(services)},
                           {"same_as", text_or_null(connection.same_as)},
                           {"mode", markup::text(std::string(endpoint::name_of(doctor::mode_of(connection))))},
                           {"connected", markup::boolean(seen.connected())},
                           {"addresses", markup::list(std::move(addresses))}});
  if (connection.endpoint) markup::add(node, "address", markup::text(endpoint::address(*connection.endpoint)));
  if (!seen.connected()) return node;
  markup::add(node, "server", markup::text(seen.version));
  markup::add(node, "role", text_or_null(seen.role));
  markup::add(node, "tls", text_or_null(seen.tls.version));
  markup::add(node, "cipher", text_or_null(seen.tls.cipher));
  markup::add(node, "certificate", markup::text(std::string(word_of(seen.tls.certificate))));
  markup::add(node, "keeps_prepared", seen.keeps_prepared ? markup::boolean(*seen.keeps_prepared) : markup::null());
  markup::add(node, "microseconds", markup::number(seen.latency.count()));
  markup::add(node, "max_connections", markup::number(seen.max_connections));
  return node;
}

}  // namespace

Document document(const DoctorReport& report, const Surface& surface) {
  std::vector<markup::Node> rows, connections;
  Document document{.command = "doctor", .lines = lines_of(report, surface), .story = story(report, surface)};
  for (const auto& row : report.rows) {
    rows.push_back(to_json(row));
    document.rows.push_back(
        {std::string(doctor::name_of(row.section)), std::string(doctor::name_of(row.state)), row.name, row.text});
  }
  for (const auto& connection : report.facts.connections) connections.push_back(to_json(connection));
  document.data =
      markup::map({{"checks", markup::list(std::move(rows))}, {"connections", markup::list(std::move(connections))}});
  return document;
}

}  // namespace migrate::report
