#include "report/excerpt.hpp"

#include <migrate/text.hpp>

#include <algorithm>
#include <string_view>

namespace migrate::report {

namespace {

struct Cell {
  std::size_t byte = 0;
  std::size_t column = 0;
  std::string shown;
};

/// The part of a line that is near enough to a mark to be printed.
struct Strip {
  std::vector<Cell> cells;
  std::size_t columns = 0;
  bool from_start = false;
  bool to_end = false;
};

std::size_t character_length(std::string_view bytes, std::size_t at) {
  const auto lead = static_cast<unsigned char>(bytes[at]);
  const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return text::invalid_utf8(bytes.substr(at, length)) ? 1 : std::min(length, bytes.size() - at);
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

Strip strip_around(std::string_view text, Span line, std::size_t begin, std::size_t reach) {
  auto from = begin - line.begin > reach ? begin - reach : line.begin;
  while (from > line.begin && continues_character(text[from])) --from;
  const auto to = line.end - begin > reach ? begin + reach : line.end;

  Strip strip{.cells = {}, .columns = 0, .from_start = from == line.begin, .to_end = to == line.end};
  for (auto at = from; at < to;) {
    const auto bytes = text.substr(at, character_length(text, at));
    Cell cell{.byte = at, .column = strip.columns, .shown = bytes == "\t" ? "    " : text::printable(bytes)};
    strip.columns += text::width(cell.shown);
    strip.cells.push_back(std::move(cell));
    at += bytes.size();
  }
  return strip;
}

/// The column of the character that holds `byte`, or of the first one behind it.
std::size_t column_of(const Strip& strip, std::size_t byte) {
  const auto after = std::upper_bound(strip.cells.begin(), strip.cells.end(), byte,
                                      [](std::size_t b, const Cell& cell) { return b < cell.byte; });
  if (after == strip.cells.end() && (strip.cells.empty() || byte != strip.cells.back().byte)) return strip.columns;
  return after == strip.cells.begin() ? 0 : std::prev(after)->column;
}

Mark mark_of(const Strip& strip, Span line, const Label& label) {
  const auto begin = column_of(strip, std::min(label.span.begin, line.end));
  const auto end = column_of(strip, std::min(label.span.end, line.end));
  return {.label = &label, .begin = begin, .end = std::max(end, begin + 1)};
}

struct Window {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A cut is best made where a part of a path, a URL or a sentence begins.
std::size_t cut_near(const Strip& strip, std::size_t column, std::size_t latest) {
  constexpr std::size_t patience = 12;
  constexpr std::string_view beginnings = "/. @?&,()";
  for (const auto& cell : strip.cells) {
    if (cell.column < column) continue;
    if (cell.column > latest || cell.column > column + patience) break;
    if (beginnings.find(cell.shown) != std::string_view::npos) return cell.column;
  }
  return std::min(column, latest);
}

Window window_around(const Strip& strip, std::size_t first, std::size_t last, std::size_t columns) {
  if (strip.from_start && strip.to_end && std::max(strip.columns, last) <= columns) return {0, strip.columns};
  if (strip.from_start && last < columns) return {0, columns - 1};
  const auto room = columns - 1;
  if (strip.to_end && std::max(strip.columns, last) - first <= room) {
    const auto end = std::max(strip.columns, last);
    return {cut_near(strip, end - room, first), strip.columns};
  }
  const auto between = columns - 2;
  const auto before = std::min(first, (between - std::min(between, last - first)) / 2);
  const auto begin = cut_near(strip, first - before, first);
  return {begin, begin + between};
}

Excerpt cut(const Strip& strip, std::vector<Mark> marks, std::size_t columns, std::string_view ellipsis) {
  std::size_t last = 0;
  for (const auto& mark : marks) last = std::max(last, mark.end);
  const auto window = window_around(strip, marks.front().begin, last, columns);

  Excerpt excerpt;
  const bool cut_before = window.begin > 0 || !strip.from_start;
  if (cut_before) excerpt.text += ellipsis;
  std::size_t shown_to = window.begin;
  for (const auto& cell : strip.cells) {
    const auto end = cell.column + text::width(cell.shown);
    if (cell.column < window.begin || end > window.end) continue;
    excerpt.text += cell.shown;
    shown_to = end;
  }
  if (shown_to < strip.columns || !strip.to_end) excerpt.text += ellipsis;

  const auto moved = [&](std::size_t column) { return column - window.begin + (cut_before ? 1 : 0); };
  for (auto& mark : marks) {
    mark.begin = moved(mark.begin);
    mark.end = std::max(std::min(moved(mark.end), columns), mark.begin + 1);
  }
  excerpt.marks = std::move(marks);
  return excerpt;
}

}  // namespace

std::vector<Excerpt> excerpts(Span line, std::span<const Label* const> labels, std::size_t columns,
                              std::string_view ellipsis) {
  std::vector<Excerpt> all;
  while (!labels.empty()) {
    const std::string_view text = labels.front()->source->text;
    const auto strip = strip_around(text, line, std::min(labels.front()->span.begin, line.end), 8 * columns);
    std::vector<Mark> marks;
    for (const auto* label : labels) {
      const auto mark = mark_of(strip, line, *label);
      if (!marks.empty() && mark.end - marks.front().begin > columns - 2) break;
      marks.push_back(mark);
    }
    labels = labels.subspan(marks.size());
    all.push_back(cut(strip, std::move(marks), columns, ellipsis));
  }
  return all;
}

}  // namespace migrate::report
