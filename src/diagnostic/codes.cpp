#include "codes.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace migrate::diagnostic {

const std::vector<Code>& codes() {
  static const std::vector<Code> all = [] {
    std::vector<Code> joined;
    for (const auto& area :
         {config_codes, connection_codes, connecting_codes, reading_codes, guarding_codes, survey_codes, sources_codes,
          sql_codes, alembic_codes, collecting_codes, plan_codes, compat_codes, apply_codes, consent_codes,
          preflight_codes, history_codes, ledger_codes, doctor_codes}) {
      joined.insert(joined.end(), area.begin(), area.end());
    }
    // Some areas lie between the codes of another.
    std::sort(joined.begin(), joined.end(), [](const Code& a, const Code& b) { return a.code < b.code; });
    return joined;
  }();
  return all;
}

const Code* find_code(std::string_view code) {
  std::string wanted(code);
  for (auto& c : wanted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto it = std::find_if(codes().begin(), codes().end(), [&](const Code& row) { return row.code == wanted; });
  return it == codes().end() ? nullptr : &*it;
}

}  // namespace migrate::diagnostic
