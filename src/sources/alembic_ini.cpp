#include "sources/alembic_ini.hpp"

#include <algorithm>
#include <cctype>

namespace migrate::sources::ini {

namespace {

constexpr std::string_view blank = " \t\r\f\v";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

struct Reader {
  std::string_view text;
  std::string_view wanted;
  Section found{};
  std::vector<Entry> defaults{};
  std::string_view section{};
  Entry* last = nullptr;

  [[nodiscard]] Span span_of(std::string_view part) const {
    const auto begin = static_cast<std::size_t>(part.data() - text.data());
    return {begin, begin + part.size()};
  }

  void assign(std::string_view line) {
    const auto at = line.find_first_of("=:");
    if (at == std::string_view::npos) {
      if (section == wanted) found.faults.push_back(span_of(line));
      return;
    }
    const auto value = trimmed(line.substr(at + 1));
    auto& entries = section == wanted ? found.entries : defaults;
    entries.push_back({.key = lower(trimmed(line.substr(0, at))),
                       .value = std::string(value),
                       .span = span_of(value.empty() ? line : value)});
    last = &entries.back();
  }

  void read(std::string_view line) {
    const auto content = trimmed(line);
    if (content.empty() || content.front() == '#' || content.front() == ';') return;
    const bool indented = blank.find(line.front()) != std::string_view::npos;
    if (indented && last != nullptr) {
      last->value += '\n';
      last->value += content;
      return;
    }
    last = nullptr;
    if (content.front() == '[' && content.back() == ']') {
      section = content.substr(1, content.size() - 2);
    } else if (section == wanted || section == "DEFAULT") {
      assign(content);
    }
  }
};

const Entry* find(const Section& section, std::string_view key) {
  const auto it = std::find_if(section.entries.begin(), section.entries.end(),
                               [&](const Entry& entry) { return entry.key == key; });
  return it == section.entries.end() ? nullptr : &*it;
}

// configparser gives up at the same depth; the number keeps values that name each other many times from growing.
constexpr int deepest = 10;
constexpr int most_replacements = 1000;

std::string interpolate(const Section& section, std::string_view value, std::string_view here, int depth, int& left) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto end = value.substr(i).starts_with("%(") ? value.find(")s", i) : std::string_view::npos;
    if (value.substr(i).starts_with("%%")) {
      out += '%';
      ++i;
    } else if (end != std::string_view::npos && depth < deepest && left-- > 0) {
      const auto key = lower(value.substr(i + 2, end - i - 2));
      const auto* entry = find(section, key);
      if (key == "here")
        out += here;
      else if (entry != nullptr)
        out += interpolate(section, entry->value, here, depth + 1, left);
      i = end + 1;
    } else {
      out += value[i];
    }
  }
  return out;
}

}  // namespace

Section read_section(std::string_view text, std::string_view name) {
  Reader reader{.text = text, .wanted = name};
  for (std::size_t begin = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    if (end != begin) reader.read(text.substr(begin, end - begin));
    begin = end + 1;
  }
  for (auto& entry : reader.defaults) reader.found.entries.push_back(std::move(entry));
  return std::move(reader.found);
}

std::optional<Entry> value_of(const Section& section, std::string_view key, std::string_view here) {
  const auto* entry = find(section, key);
  if (entry == nullptr) return std::nullopt;
  int left = most_replacements;
  return Entry{.key = entry->key, .value = interpolate(section, entry->value, here, 0, left), .span = entry->span};
}

}  // namespace migrate::sources::ini
