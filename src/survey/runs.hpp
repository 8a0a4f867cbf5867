#pragma once

#include <migrate/survey.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::survey {

/// Where a script stands, and what is set for it.
struct Script {
  SourceRef file = {};
  std::size_t from = 0;    ///< byte of the file from where on its text is found
  std::string text = {};   ///< unquoted
  std::string where = {};  ///< "a step runs it"
  std::string folder = {};
  Beyond beyond = Beyond::folder;
  std::vector<Setting> around = {};  ///< the nearest first
  std::vector<std::string> env_files = {};
  std::string mend = {};  ///< as Use::mend
};

/// A use for each command of a migration tool in the script, also behind `npm run NAME`, `make NAME` and `sh -c`.
void find_runs(const Script& script, const Context& context, std::vector<Use>& found);

/// A label at the first place of `needle`, or of its first word: within these bytes, else behind them.
Label label_of(const SourceRef& file, Span within, std::string_view needle);

}  // namespace migrate::survey
