#pragma once

#include <migrate/diagnostic.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// alembic.ini as Python's configparser reads it.
namespace migrate::sources::ini {

struct Entry {
  std::string key;    ///< lower case
  std::string value;  ///< continuation lines joined by LF; not interpolated
  Span span;          ///< of the value's first line
};
struct Section {
  std::vector<Entry> entries;
  std::vector<Span> faults;  ///< lines that are neither a section, an assignment nor a continuation
};

/// The entries of `name` and, behind them, those of [DEFAULT].
Section read_section(std::string_view text, std::string_view name);

/// The value of `key` with `%(key)s` and `%%` replaced; `%(here)s` is `here`.
std::optional<Entry> value_of(const Section& section, std::string_view key, std::string_view here);

}  // namespace migrate::sources::ini
