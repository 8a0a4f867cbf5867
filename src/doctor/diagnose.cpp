#include <migrate/doctor.hpp>

#include <algorithm>

namespace migrate::doctor {

namespace {

std::vector<const Check*> in_order() {
  std::vector<const Check*> all(checks().begin(), checks().end());
  std::stable_sort(all.begin(), all.end(), [](const Check* a, const Check* b) { return a->rank < b->rank; });
  return all;
}

void join(std::string& text, std::string_view between, const std::string& part) {
  text += (text.empty() ? "" : std::string(between)) + part;
}

Row row_of(const Connection& connection, const Facts& facts) {
  Row row{.section = Section::connections, .state = State::ok, .name = connection.name, .text = {}, .details = {}};
  std::string uses;
  for (const auto* check : in_order()) {
    if (check->of_connection == nullptr) continue;
    for (auto& finding : check->of_connection(connection, facts)) {
      row.state = std::max(row.state, finding.state);
      if (finding.place == Finding::Place::part) join(row.text, ", ", finding.text);
      if (finding.place == Finding::Place::use) join(uses, ", ", finding.text);
      if (finding.place == Finding::Place::detail) row.details.push_back(std::move(finding.text));
    }
  }
  if (!uses.empty()) join(row.text, "; ", uses);
  return row;
}

}  // namespace

std::string_view name_of(State state) {
  static constexpr std::string_view names[] = {"ok", "warn", "FAIL"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view name_of(Section section) {
  static constexpr std::string_view names[] = {"Workspace", "Connections", "Database"};
  return names[static_cast<std::size_t>(section)];
}

std::vector<Row> diagnose(const Facts& facts) {
  std::vector<Row> rows;
  for (const auto& connection : facts.connections) rows.push_back(row_of(connection, facts));
  for (const auto* check : in_order()) {
    if (check->of_all == nullptr) continue;
    for (auto& row : check->of_all(facts)) rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.section < b.section; });
  return rows;
}

}  // namespace migrate::doctor
