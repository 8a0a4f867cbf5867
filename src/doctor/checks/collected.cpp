#include <migrate/doctor.hpp>
#include <migrate/text.hpp>

#include <algorithm>

namespace migrate::doctor {

namespace {

std::vector<Row> look(const Facts& facts) {
  const auto& site = facts.site;
  if (site.folder.empty()) return {};
  Row row{.section = Section::workspace,
          .state = State::ok,
          .name = site.folder,
          .text = text::count(site.files, "file"),
          .details = {}};
  row.text += site.uncollected == 0 ? ", all collected from their sources"
                                    : ", " + text::count(site.uncollected, "migration") + " not collected";
  if (site.uncollected > 0) {
    row.state = State::warn;
    row.details.emplace_back("run `migrate sync` and commit the folder");
  }
  for (const auto& fault : site.faults) {
    row.state = std::max(row.state, fault.severity == Severity::error ? State::fail : State::warn);
    row.details.push_back(fault.code + ": " + fault.message);
  }
  return {row};
}

}  // namespace

extern const Check collected_check;
const Check collected_check{.name = "collected",
                            .rank = 21,
                            .explain = "the folder of the migrations holds what the services' tools wrote",
                            .of_all = look};

}  // namespace migrate::doctor
