#include "report/frame.hpp"

#include "report/excerpt.hpp"
#include "report/wrap.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::report {

namespace {

/// The labels of one line, ascending by column.
struct Line {
  int number = 1;
  Span span;
  std::vector<const Label*> labels;
};

/// The labels of one source; the first label decides which place its head names.
struct Place {
  const Source* source = nullptr;
  std::vector<Line> lines;
  const Label* first = nullptr;
};

Span line_around(std::string_view text, std::size_t byte) {
  byte = std::min(byte, text.size());
  const auto before = byte == 0 ? std::string_view::npos : text.rfind('\n', byte - 1);
  const auto begin = before == std::string_view::npos ? 0 : before + 1;
  auto end = std::min(text.find('\n', byte), text.size());
  if (end > begin && text[end - 1] == '\r') --end;
  return {begin, end};
}

void add(Place& place, const Label& label) {
  const auto span = line_around(place.source->text, label.span.begin);
  auto line = std::find_if(place.lines.begin(), place.lines.end(), [&](const Line& l) { return l.span == span; });
  if (line == place.lines.end()) {
    place.lines.push_back({.number = position_of(place.source->text, span.begin).line, .span = span, .labels = {}});
    line = std::prev(place.lines.end());
  }
  line->labels.push_back(&label);
}

std::vector<Place> places_of(const Diagnostic& diagnostic) {
  std::vector<Place> places;
  for (const auto& label : diagnostic.labels) {
    if (!label.source) continue;
    auto place = std::find_if(places.begin(), places.end(),
                              [&](const Place& p) { return p.source->name == label.source->name; });
    if (place == places.end()) {
      places.push_back({.source = label.source.get(), .lines = {}, .first = &label});
      place = std::prev(places.end());
    }
    add(*place, label);
  }
  for (auto& place : places) {
    std::sort(place.lines.begin(), place.lines.end(), [](const Line& a, const Line& b) { return a.number < b.number; });
    for (auto& line : place.lines) {
      std::stable_sort(line.labels.begin(), line.labels.end(),
                       [](const Label* a, const Label* b) { return a->span.begin < b->span.begin; });
    }
  }
  return places;
}

std::size_t gutter_of(const std::vector<Place>& places) {
  std::size_t digits = 1;
  for (const auto& place : places) {
    if (place.source->kind == Source::Kind::value) continue;
    for (const auto& line : place.lines) digits = std::max(digits, std::to_string(line.number).size());
  }
  return digits;
}

/// Writes the lines of one diagnostic's frame.
struct Painter {
  const Diagnostic& diagnostic;
  const Surface& surface;
  const Drawing& draw;
  Frame frame;

  [[nodiscard]] std::size_t columns() const {
    const auto used = frame.gutter + 3;
    return std::max<std::size_t>(surface.width, used + 20) - used;
  }
  Styled bar(std::string_view number = {}) const {
    Styled line;
    if (number.empty()) {
      line.push_back({Role::plain, std::string(frame.gutter + 1, ' ')});
    } else {
      line.push_back({Role::frame, fmt::format("{:>{}}", number, frame.gutter)});
      line.push_back({Role::plain, " "});
    }
    line.push_back({Role::frame, std::string(draw.bar)});
    return line;
  }
  void row(std::string_view number, Role role, std::string text) {
    auto line = bar(number);
    if (role == Role::plain) {
      line.push_back({Role::plain, " " + std::move(text)});
    } else {
      line.push_back({Role::plain, " "});
      line.push_back({role, std::move(text)});
    }
    frame.lines.push_back(std::move(line));
  }
  void head(const Place& place, std::string_view corner);
  void label(const Mark& mark);
  void line(const Line& line, Source::Kind kind);
  void place(const Place& place);
};

void Painter::head(const Place& place, std::string_view corner) {
  auto where = text::printable(place.source->name);
  if (place.source->kind == Source::Kind::file) {
    const auto position = position_of(place.source->text, place.first->span.begin);
    where += fmt::format(":{}:{}", position.line, position.column);
  }
  frame.lines.push_back({{Role::plain, std::string(frame.gutter + 1, ' ')},
                         {Role::frame, std::string(corner)},
                         {Role::plain, " " + where}});
}

/// A label goes to the right of its mark, else to the left, else below.
void Painter::label(const Mark& mark) {
  const auto role = mark.label == &diagnostic.labels.front() ? role_of(diagnostic.severity) : Role::frame;
  std::string marks;
  for (auto column = mark.begin; column < mark.end; ++column) marks += draw.mark;
  const auto text = text::printable(mark.label->text);
  const auto width = text::width(text);
  const auto spaces = [](std::size_t n) { return std::string(n, ' '); };

  if (width == 0) return row({}, role, spaces(mark.begin) + marks);
  if (mark.end + 1 + width <= columns()) return row({}, role, spaces(mark.begin) + marks + " " + text);
  if (width + 1 <= mark.begin) return row({}, role, spaces(mark.begin - width - 1) + text + " " + marks);
  row({}, role, spaces(mark.begin) + marks);
  const auto indent = mark.begin + width <= columns() ? mark.begin : 0;
  for (const auto& part : wrap(text, columns())) row({}, role, spaces(indent) + part);
}

void Painter::line(const Line& line, Source::Kind kind) {
  const auto number = kind == Source::Kind::file ? std::to_string(line.number) : std::string();
  for (const auto& excerpt : excerpts(line.span, line.labels, columns(), draw.ellipsis)) {
    if (excerpt.text.empty()) {
      frame.lines.push_back(bar(number));
    } else {
      row(number, Role::plain, excerpt.text);
    }
    for (const auto& mark : excerpt.marks) label(mark);
  }
}

void Painter::place(const Place& place) {
  head(place, frame.lines.empty() ? draw.first_source : draw.next_source);
  frame.lines.push_back(bar());
  const Line* previous = nullptr;
  for (const auto& each : place.lines) {
    if (previous && each.number > previous->number + 1) {
      frame.lines.push_back({{Role::plain, std::string(frame.gutter + 1, ' ')}, {Role::frame, std::string(draw.gap)}});
    }
    line(each, place.source->kind);
    previous = &each;
  }
}

}  // namespace

const Drawing& drawing(const Surface& surface) {
  static constexpr Drawing unicode{
      .first_source = "╭▸", .next_source = "├▸", .bar = "│", .gap = "┆", .mark = "━", .ellipsis = "…"};
  static constexpr Drawing ascii{
      .first_source = "-->", .next_source = ":::", .bar = "|", .gap = ":", .mark = "^", .ellipsis = "~"};
  return surface.unicode ? unicode : ascii;
}

Role role_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Role::error;
    case Severity::warning:
      return Role::warning;
    case Severity::note:
      break;
  }
  return Role::hint;
}

Frame frame(const Diagnostic& diagnostic, const Surface& surface) {
  const auto places = places_of(diagnostic);
  Painter painter{.diagnostic = diagnostic,
                  .surface = surface,
                  .draw = drawing(surface),
                  .frame = {.lines = {}, .gutter = gutter_of(places)}};
  for (const auto& place : places) {
    if (!painter.frame.lines.empty()) painter.frame.lines.push_back(painter.bar());
    painter.place(place);
  }
  return std::move(painter.frame);
}

}  // namespace migrate::report
