#include <migrate/report.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <charconv>
#include <optional>

namespace migrate::report {

namespace {

using namespace std::chrono;

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  const auto* end = text.data() + at + count;
  const auto read = std::from_chars(text.data() + at, end, value);
  return read.ptr == end && read.ec == std::errc() ? std::optional(value) : std::nullopt;
}

/// "2025-11-20T13:20:02Z", also with fractions of a second.
std::optional<system_clock::time_point> parsed(std::string_view iso) {
  if (iso.size() < 20 || iso.back() != 'Z') return std::nullopt;
  const auto y = digits(iso, 0, 4), mo = digits(iso, 5, 2), d = digits(iso, 8, 2);
  const auto h = digits(iso, 11, 2), mi = digits(iso, 14, 2), s = digits(iso, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  const auto day = year(*y) / month(static_cast<unsigned>(*mo)) / std::chrono::day(static_cast<unsigned>(*d));
  if (!day.ok()) return std::nullopt;
  return sys_days(day) + hours(*h) + minutes(*mi) + seconds(*s);
}

std::string back(std::int64_t count, std::string_view unit) {
  return text::count(static_cast<std::size_t>(count), unit) + " ago";
}

}  // namespace

std::string duration(milliseconds took) {
  const auto ms = took.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  const auto whole = static_cast<double>(ms) / 1000;
  if (ms < 10'000) return fmt::format("{:.2f} s", whole);
  if (ms < 60'000) return fmt::format("{:.1f} s", whole);
  return fmt::format("{} min {} s", ms / 60'000, ms / 1000 % 60);
}

std::string ago(std::string_view iso, system_clock::time_point now) {
  const auto then = parsed(iso);
  if (!then) return std::string(iso);
  const auto passed = duration_cast<seconds>(now - *then).count();
  constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour, month = 30 * day, year = 365 * day;
  if (passed < minute) return "just now";
  if (passed < hour) return back(passed / minute, "minute");
  if (passed < day) return back(passed / hour, "hour");
  if (passed < 2 * day) return "yesterday";
  if (passed < 2 * month) return back(passed / day, "day");
  if (passed < 2 * year) return back(passed / month, "month");
  return back(passed / year, "year");
}

}  // namespace migrate::report
