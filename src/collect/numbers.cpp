#include "collect/numbers.hpp"

#include <fmt/core.h>
#include <migrate/text.hpp>

#include <algorithm>

namespace migrate::collect {

Numbers::Numbers(const Service& service, const std::vector<int>& used) : ranges_(service.ranges) {
  if (!ranges_.empty()) next_ = ranges_.front().first;
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const auto above = std::upper_bound(used.begin(), used.end(), ranges_[i].last);
    if (above == used.begin() || *std::prev(above) < ranges_[i].first) continue;
    range_ = i;
    next_ = *std::prev(above) + 1;
  }
}

std::optional<int> Numbers::next() {
  while (range_ < ranges_.size() && next_ > ranges_[range_].last) {
    if (++range_ < ranges_.size()) next_ = ranges_[range_].first;
  }
  if (range_ >= ranges_.size()) return std::nullopt;
  return next_++;
}

std::size_t Numbers::total() const {
  std::size_t sum = 0;
  for (const auto& range : ranges_) sum += static_cast<std::size_t>(range.last - range.first + 1);
  return sum;
}

std::size_t Numbers::left() const {
  std::size_t sum = 0;
  for (auto i = range_; i < ranges_.size(); ++i) {
    const int first = i == range_ ? next_ : ranges_[i].first;
    sum += static_cast<std::size_t>(std::max(0, ranges_[i].last - first + 1));
  }
  return sum;
}

namespace {

/// The first block of 100 numbers above those of `service` that nobody has: on an empty database the numbers decide,
/// and what comes later in a lane must also run later.
std::optional<NumberRange> free_range(const Workspace& workspace, const Service& service) {
  int highest = 99;
  for (const auto& range : service.ranges) highest = std::max(highest, range.last);
  const int first = (highest / 100 + 1) * 100;
  for (NumberRange block{first, first + 99}; block.last <= 99999; block = {block.first + 100, block.last + 100}) {
    const auto taken = [&](const Service& other) {
      return std::any_of(other.ranges.begin(), other.ranges.end(), [&](NumberRange r) { return overlap(r, block); });
    };
    if (std::none_of(workspace.services.begin(), workspace.services.end(), taken)) return block;
  }
  return std::nullopt;
}

std::string joined(const std::vector<NumberRange>& ranges) {
  std::string out;
  for (const auto& range : ranges) out += (out.empty() ? "" : ", ") + format_range(range);
  return out;
}

bool gives_first_and_last(const Service& service) {
  const auto& place = service.range_place;
  if (!place.source || place.span.end > place.source->text.size()) return false;
  return place.source->text.substr(place.span.begin, place.span.end - place.span.begin).find("end") !=
         std::string::npos;
}

/// `range` or `ranges`, whichever stands before the range.
std::string_view key_of(const Service& service) {
  const auto& place = service.range_place;
  if (!place.source || place.span.begin > place.source->text.size()) return "range";
  const auto key = place.source->text.rfind("range", place.span.begin);
  return key != std::string::npos && place.source->text.compare(key, 7, "ranges:") == 0 ? "ranges" : "range";
}

/// The line to write, in the form that the user's config has.
std::string config_line(const Workspace& workspace, const Service& service, const std::vector<NumberRange>& ranges) {
  if (!workspace.config.ends_with(".json")) return fmt::format("{}: [{}]", key_of(service), joined(ranges));
  std::string items;
  for (const auto& range : ranges) {
    const auto first = format_number(range.first);
    const auto last = format_number(range.last);
    if (!items.empty()) items += ", ";
    items += gives_first_and_last(service) ? fmt::format(R"({{"start": "{}", "end": "{}"}})", first, last)
                                           : fmt::format(R"("{}-{}")", first, last);
  }
  const auto key = gives_first_and_last(service) ? "serviceRange" : text::printable(service.name);
  return fmt::format(R"("{}": [{}])", key, items);
}

std::string more_numbers(const Workspace& workspace, const Service& service) {
  const auto free = free_range(workspace, service);
  if (!free) return "no block of 100 numbers above is free: take some from a service that needs fewer";
  auto ranges = service.ranges;
  ranges.push_back(*free);
  return fmt::format("the next free range is {}; write in {}: `{}`", format_range(*free), workspace.config,
                     config_line(workspace, service, ranges));
}

}  // namespace

Diagnostic full(const Workspace& workspace, const Service& service) {
  Diagnostic diagnostic{
      .code = "M0320",
      .message = fmt::format("the numbers of `{}` are used up: {} {} full", text::printable(service.name),
                             joined(service.ranges), service.ranges.size() == 1 ? "is" : "are"),
      .helps = {more_numbers(workspace, service)}};
  if (service.range_place.source) diagnostic.labels.push_back(service.range_place);
  if (!diagnostic.labels.empty()) diagnostic.labels.front().text = "no number above the last used one is left";
  return diagnostic;
}

std::optional<Diagnostic> nearly_full(const Workspace& workspace, const Service& service, const Numbers& numbers) {
  const auto used = numbers.total() - numbers.left();
  if (numbers.total() == 0 || used * 10 < numbers.total() * 8) return std::nullopt;
  auto diagnostic = full(workspace, service);
  diagnostic.code = "M0321";
  diagnostic.severity = Severity::warning;
  diagnostic.message =
      fmt::format("`{}` has {} of its {} numbers left", text::printable(service.name),
                  numbers.left() == 0 ? std::string("none") : std::to_string(numbers.left()), numbers.total());
  if (!diagnostic.labels.empty()) diagnostic.labels.front().text = fmt::format("{} are taken", used);
  return diagnostic;
}

Result<int> next_number(const Workspace& workspace, const Service& service, const Folder& folder, std::size_t already) {
  Numbers numbers(service, folder.numbers);
  auto number = numbers.next();
  for (std::size_t i = 0; i < already && number; ++i) number = numbers.next();
  if (!number) return fail(full(workspace, service));
  return *number;
}

}  // namespace migrate::collect
