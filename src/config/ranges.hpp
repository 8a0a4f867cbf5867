#pragma once

#include "config/reader.hpp"

#include <migrate/config.hpp>

namespace migrate::config {

/// Appends the range, or the list of ranges, of `node` to `entry`: "00100-00199" or {"start": "00100", "end": "00199"}.
void read_ranges(Reader& reader, const markup::Node& node, Entry& entry);

/// Every range that overlaps an earlier one.
void check_overlaps(Reader& reader, const std::vector<Entry>& entries);

/// Every entry with a range that begins below the one before it: the later migration would have the lower number.
void check_order(Reader& reader, const std::vector<Entry>& entries, bool is_json);

/// All ranges that some entry has.
std::vector<NumberRange> taken_ranges(const std::vector<Entry>& entries);

/// "the first free range is 00300-00399", or that there is none.
std::string free_range_words(const std::vector<Entry>& entries);

}  // namespace migrate::config
