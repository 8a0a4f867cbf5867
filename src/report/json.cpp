#include <migrate/report.hpp>

namespace migrate::report {

namespace {

markup::Node to_json(Position position) {
  return markup::map({{"line", markup::number(position.line)}, {"column", markup::number(position.column)}});
}

markup::Node to_json(const Label& label) {
  auto node = markup::map({});
  if (label.source) {
    const bool file = label.source->kind == Source::Kind::file;
    markup::add(node, file ? "file" : "value", markup::text(label.source->name));
    auto place = to_json(position_of(label.source->text, label.span.begin));
    for (auto& member : place.members) markup::add(node, member.key, std::move(member.value));
    markup::add(node, "end", to_json(position_of(label.source->text, label.span.end)));
  }
  markup::add(node, "text", markup::text(label.text));
  return node;
}

markup::Node to_json(const std::vector<std::string>& texts) {
  std::vector<markup::Node> items;
  for (const auto& text : texts) items.push_back(markup::text(text));
  return markup::list(std::move(items));
}

}  // namespace

markup::Node to_json(const Diagnostic& diagnostic) {
  std::vector<markup::Node> labels;
  for (const auto& label : diagnostic.labels) labels.push_back(to_json(label));
  return markup::map({{"code", diagnostic.code.empty() ? markup::null() : markup::text(diagnostic.code)},
                      {"severity", markup::text(std::string(name_of(diagnostic.severity)))},
                      {"message", markup::text(diagnostic.message)},
                      {"labels", markup::list(std::move(labels))},
                      {"notes", to_json(diagnostic.notes)},
                      {"helps", to_json(diagnostic.helps)}});
}

}  // namespace migrate::report
