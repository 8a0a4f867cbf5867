#include "config/ranges.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

namespace migrate::config {

using markup::Node;

namespace {

constexpr std::string_view range_form = "a range is written with five digits each: 00100-00199";

std::optional<int> five_digits(std::string_view text) {
  if (text.size() != 5) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = 10 * number + (c - '0');
  }
  return number;
}

/// The two numbers that a wrongly written range seems to mean: "100 – 199".
std::optional<NumberRange> guess(std::string_view text) {
  std::vector<int> numbers;
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    int number = 0;
    while (end < text.size() && text[end] >= '0' && text[end] <= '9' && end - at < 6)
      number = 10 * number + (text[end++] - '0');
    if (end > at) numbers.push_back(number);
    at = std::max(end, at + 1);
  }
  if (numbers.size() != 2 || std::max(numbers[0], numbers[1]) > 99999) return std::nullopt;
  return NumberRange{std::min(numbers[0], numbers[1]), std::max(numbers[0], numbers[1])};
}

/// Of one number the hundred that begins there: "00300" seems to mean 00300-00399.
std::optional<NumberRange> hundred_from(std::string_view text) {
  const auto first = five_digits(text);
  if (!first || *first % 100 != 0) return std::nullopt;
  return NumberRange{*first, *first + 99};
}

void not_a_range(Reader& reader, Entry& entry, std::string_view written, Span span, std::string label) {
  auto& found = reader.error(
      "M0010",
      fmt::format("`{}` of `{}` is no number range", text::printable(written), text::printable(entry.name.value)), span,
      std::move(label));
  const auto meant = guess(written) ? guess(written) : hundred_from(written);
  if (meant) {
    entry.meant.push_back(*meant);
    found.helps.push_back(fmt::format("write `{}`", format_range(*meant)));
  } else {
    found.helps.emplace_back(range_form);
  }
}

void add(Reader& reader, Entry& entry, std::string_view written, std::optional<int> first, std::optional<int> last,
         Span span) {
  if (!first || !last) {
    const bool one_number = five_digits(written).has_value();
    return not_a_range(reader, entry, written, span,
                       one_number ? "one number; a range has two" : "not five digits, `-`, five digits");
  }
  if (*first > *last) return not_a_range(reader, entry, written, span, "ends before it begins");
  entry.ranges.push_back({.value = {*first, *last}, .span = span});
}

void read_text(Reader& reader, const Node& node, Entry& entry) {
  if (node.kind == Node::Kind::null) {
    auto& found =
        reader.error("M0005", fmt::format("the range of `{}` takes two numbers", text::printable(entry.name.value)),
                     node.span, "this is nothing");
    found.helps.emplace_back(range_form);
    return;
  }
  const std::string_view written = node.text;
  const bool dashed = written.size() == 11 && written[5] == '-';
  add(reader, entry, written, five_digits(written.substr(0, 5)), dashed ? five_digits(written.substr(6)) : std::nullopt,
      node.span);
}

void read_map(Reader& reader, const Node& node, Entry& entry) {
  static constexpr std::string_view keys[] = {"start", "end"};
  reader.unknown_keys(node, keys, "a number range");
  const auto* start = node.find("start");
  const auto* end = node.find("end");
  if (start == nullptr || end == nullptr) {
    reader.error("M0010",
                 fmt::format("the number range of `{}` has no `{}`", text::printable(entry.name.value),
                             start == nullptr ? "start" : "end"),
                 node.span, "a range has `start` and `end`");
    return;
  }
  const Span span{std::min(start->span.begin, end->span.begin), std::max(start->span.end, end->span.end)};
  add(reader, entry, fmt::format("{}-{}", start->text, end->text), five_digits(start->text), five_digits(end->text),
      span);
}

}  // namespace

void read_ranges(Reader& reader, const Node& node, Entry& entry) {
  entry.range_given = true;
  switch (node.kind) {
    case Node::Kind::list:
      for (const auto& item : node.items) {
        if (item.kind == Node::Kind::list) {
          not_a_range(reader, entry, "[…]", item.span, "a list in a list");
        } else {
          read_ranges(reader, item, entry);
        }
      }
      if (node.items.empty()) entry.range_given = false;
      return;
    case Node::Kind::map:
      return read_map(reader, node, entry);
    default:
      return read_text(reader, node, entry);
  }
}

namespace {

struct Given {
  const Entry* entry;
  Placed<NumberRange> range;
};

void report_overlap(Reader& reader, const Given& earlier, const Given& later, const std::vector<Entry>& entries) {
  const auto first = text::printable(earlier.entry->name.value);
  const auto second = text::printable(later.entry->name.value);
  const NumberRange common{std::max(earlier.range.value.first, later.range.value.first),
                           std::min(earlier.range.value.last, later.range.value.last)};
  const bool one_service = earlier.entry == later.entry;
  auto& found = reader.error("M0011",
                             one_service ? fmt::format("two number ranges of `{}` overlap", first)
                                         : fmt::format("the number ranges of `{}` and `{}` overlap", first, second),
                             earlier.range.span,
                             earlier.entry->range_given
                                 ? fmt::format("`{}` is given here", first)
                                 : fmt::format("`{}` has {} by default", first, format_range(earlier.range.value)));
  found.labels.push_back(
      reader.label(reader.visible(later.range.span), fmt::format("{} belongs to `{}`", format_range(common), first)));
  found.helps.push_back(fmt::format("give `{}` a free range; {}", second, free_range_words(entries)));
}

/// The entry's ranges as a list that ascends: "[00100-00199, 00500-00501]".
std::string ascending(const Entry& entry, bool is_json) {
  std::vector<NumberRange> ranges;
  for (const auto& range : entry.ranges) ranges.push_back(range.value);
  std::sort(ranges.begin(), ranges.end(), [](NumberRange a, NumberRange b) { return a.first < b.first; });
  std::string items;
  for (const auto& range : ranges) {
    items += fmt::format("{0}{1}{2}{1}", items.empty() ? "" : ", ", is_json ? "\"" : "", format_range(range));
  }
  return fmt::format("[{}]", items);
}

}  // namespace

void check_overlaps(Reader& reader, const std::vector<Entry>& entries) {
  std::vector<Given> all;
  for (const auto& entry : entries) {
    for (const auto& range : entry.ranges) all.push_back({.entry = &entry, .range = range});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Given& a, const Given& b) { return a.range.span.begin < b.range.span.begin; });
  for (auto later = all.begin(); later != all.end(); ++later) {
    const auto earlier = std::find_if(
        all.begin(), later, [&](const Given& given) { return overlap(given.range.value, later->range.value); });
    if (earlier != later) report_overlap(reader, *earlier, *later, entries);
  }
}

void check_order(Reader& reader, const std::vector<Entry>& entries, bool is_json) {
  for (const auto& entry : entries) {
    const auto& ranges = entry.ranges;
    const auto descends = [](const Placed<NumberRange>& before, const Placed<NumberRange>& range) {
      return range.value.first < before.value.first && !overlap(range.value, before.value);
    };
    const auto before = std::adjacent_find(ranges.begin(), ranges.end(), descends);
    if (before == ranges.end()) continue;
    auto& found = reader.error(
        "M0022", fmt::format("the number ranges of `{}` are not in ascending order", text::printable(entry.name.value)),
        std::next(before)->span, fmt::format("begins below {}", format_range(before->value)));
    found.notes.emplace_back("the ranges are filled in their order, and a migration of the later one would run first");
    found.helps.push_back(fmt::format("write `{}`", ascending(entry, is_json)));
  }
}

std::vector<NumberRange> taken_ranges(const std::vector<Entry>& entries) {
  std::vector<NumberRange> taken{bootstrap_range};
  for (const auto& entry : entries) {
    for (const auto& range : entry.ranges) taken.push_back(range.value);
    taken.insert(taken.end(), entry.meant.begin(), entry.meant.end());
  }
  return taken;
}

NumberRange free_range(const std::vector<NumberRange>& taken) {
  for (int first = 100; first < 100000; first += 100) {
    const NumberRange block{first, first + 99};
    if (std::none_of(taken.begin(), taken.end(), [&](NumberRange range) { return overlap(range, block); }))
      return block;
  }
  return {0, -1};
}

std::string free_range_words(const std::vector<Entry>& entries) {
  const auto range = free_range(taken_ranges(entries));
  if (range.last < range.first) return "no block of 100 numbers is free";
  return fmt::format("the first free one is {}", format_range(range));
}

}  // namespace migrate::config
