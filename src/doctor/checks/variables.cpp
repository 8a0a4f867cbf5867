#include <migrate/doctor.hpp>

namespace migrate::doctor {

namespace {

std::vector<Row> look(const Facts& facts) {
  std::vector<Row> rows;
  for (const auto& reason : facts.unusable) {
    Row row{.section = Section::connections, .state = State::fail, .name = "a variable", .text = {}, .details = {}};
    if (!reason.labels.empty() && reason.labels.front().source) row.name = reason.labels.front().source->name;
    row.text = reason.code + ": " + reason.message;
    row.details = reason.helps;
    rows.push_back(std::move(row));
  }
  if (!rows.empty() || !facts.connections.empty()) return rows;
  return {{.section = Section::connections,
           .state = State::warn,
           .name = "$DIRECT_URL",
           .text = "no variable leads to a database",
           .details = {"set `DIRECT_URL` in the environment or in .env: `migrate url` prints it"}}};
}

}  // namespace

extern const Check variables_check;
const Check variables_check{.name = "variables",
                            .rank = 22,
                            .explain = "the environment and .env name a database, and can be read",
                            .of_all = look};

}  // namespace migrate::doctor
