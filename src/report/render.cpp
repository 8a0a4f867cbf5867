#include "report/frame.hpp"
#include "report/wrap.hpp"

#include <migrate/report.hpp>
#include <migrate/text.hpp>

#include <iterator>

namespace migrate::report {

namespace {

void append_all(std::vector<Styled>& all, std::vector<Styled> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// The message stays on one line in a pipe, where a log is searched; a person's terminal gets it wrapped.
std::vector<Styled> message(const Diagnostic& diagnostic, const Surface& surface) {
  auto head = std::string(name_of(diagnostic.severity));
  if (!diagnostic.code.empty()) head += "[" + diagnostic.code + "]";
  const auto shown = text::printable(diagnostic.message);
  const Styled lead{{role_of(diagnostic.severity), head}, {Role::name, ": "}};
  auto lines = hang(lead, Role::name, shown, surface.terminal ? surface.width : std::string::npos);
  lines.front() = {lines.front()[0], {Role::name, ": " + lines.front()[2].text}};
  return lines;
}

/// `= note: …`; a line end in the text begins a line of its own, indented like the rest.
std::vector<Styled> remark(std::size_t indent, const Piece& kind, std::string_view remark, const Surface& surface) {
  const Styled lead{
      {Role::plain, std::string(indent, ' ')}, {Role::frame, "="}, {Role::plain, " "}, kind, {Role::plain, ": "}};
  std::vector<Styled> lines;
  for (std::size_t at = 0; at <= remark.size();) {
    const auto end = std::min(remark.find('\n', at), remark.size());
    const auto part = text::printable(remark.substr(at, end - at));
    at = end + 1;
    const auto behind = lines.empty() ? lead : Styled{{Role::plain, std::string(text::width(plain(lead)), ' ')}};
    append_all(lines, hang(behind, Role::plain, part, surface.width));
  }
  return lines;
}

}  // namespace

std::vector<Styled> render(const Diagnostic& diagnostic, const Surface& surface) {
  auto lines = message(diagnostic, surface);
  auto framed = frame(diagnostic, surface);
  const auto indent = framed.gutter + 1;
  if (!framed.lines.empty() && !(diagnostic.notes.empty() && diagnostic.helps.empty())) {
    framed.lines.push_back({{Role::plain, std::string(indent, ' ')}, {Role::frame, std::string(drawing(surface).bar)}});
  }
  append_all(lines, std::move(framed.lines));
  for (const auto& note : diagnostic.notes) append_all(lines, remark(indent, {Role::plain, "note"}, note, surface));
  for (const auto& help : diagnostic.helps) append_all(lines, remark(indent, {Role::hint, "help"}, help, surface));
  return lines;
}

}  // namespace migrate::report
