#include <migrate/report.hpp>

#include <algorithm>

namespace migrate::report {

const Format* find_format(std::string_view name) {
  const auto all = formats();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Format* format) { return format->name == name; });
  return it == all.end() ? nullptr : *it;
}

}  // namespace migrate::report
