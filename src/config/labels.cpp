#include "config/labels.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace migrate::config {

namespace {

constexpr std::pair<std::string_view, std::string_view> language_labels[] = {
    {"typescript", "node"}, {"javascript", "node"}, {"python", "python"}, {"rust", "rust"}};

std::string_view language_label(const Entry& entry) {
  for (const auto& [language, label] : language_labels) {
    if (entry.language == language) return label;
  }
  return {};
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool in_bootstrap_range(const Entry& entry) {
  if (entry.orm || entry.label) return false;
  return entry.name.value == "bootstrap" || (entry.ranges.size() == 1 && entry.ranges.front().value == bootstrap_range);
}

constexpr std::size_t longest_label = 40;

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= longest_label && label == label_stem(label);
}

}  // namespace

std::string label_stem(std::string_view name) {
  std::string stem;
  for (char c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (is_letter_or_digit(c)) {
      stem += c;
    } else if (!stem.empty() && stem.back() != '_') {
      stem += '_';
    }
  }
  while (stem.ends_with('_')) stem.pop_back();
  return stem;
}

std::string label_of(const Entry& entry, const std::vector<Entry>& all) {
  if (entry.label) return entry.label->value;
  if (in_bootstrap_range(entry)) return {};
  const auto label = language_label(entry);
  const auto speakers = std::count_if(all.begin(), all.end(), [&](const Entry& one) {
    return !label.empty() && !one.label && !in_bootstrap_range(one) && language_label(one) == label;
  });
  return speakers == 1 ? std::string(label) : label_stem(entry.name.value);
}

void check_labels(Reader& reader, const std::vector<Entry>& entries) {
  std::map<std::string, const Entry*> owners;
  for (const auto& entry : entries) {
    const auto name = text::printable(entry.name.value);
    const auto label = label_of(entry, entries);
    const auto span = entry.label ? entry.label->span : entry.name.span;
    if (!in_bootstrap_range(entry) && !is_label(label)) {
      auto& found = reader.error("M0019", fmt::format("`{}` has no label that a file name can bear", name), span,
                                 label.empty() ? "no ASCII letter or digit in it"
                                               : "a label has lower-case letters, digits and `_`, at most 40");
      const auto stem = label_stem(label).substr(0, longest_label);
      found.helps.push_back(stem.empty() ? std::string("give the service a `label`") : fmt::format("write `{}`", stem));
      continue;
    }
    const auto [owner, first] = owners.emplace(label, &entry);
    if (first) continue;
    const auto& other = *owner->second;
    auto& found = reader.error(
        "M0016",
        label.empty()
            ? fmt::format("`{}` and `{}` are both without a label", text::printable(other.name.value), name)
            : fmt::format("`{}` and `{}` have the same label `{}`", text::printable(other.name.value), name, label),
        span, "the second one");
    found.labels.push_back(
        reader.label(reader.visible(other.label ? other.label->span : other.name.span), "the first one"));
    found.helps.push_back(fmt::format("give `{}` a `label` of its own: it tells whose migration a file is", name));
  }
}

}  // namespace migrate::config
