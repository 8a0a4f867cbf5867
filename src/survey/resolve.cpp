#include "survey/resolve.hpp"

#include "survey/references.hpp"

#include "endpoint/parameters.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::survey {

namespace {

constexpr int deepest = 8;
/// Values that name each other many times would grow without end.
constexpr int most_replacements = 1000;

bool is_whole(const Reference& reference, std::string_view text) {
  return reference.begin == 0 && reference.end == text.size();
}

std::string_view file_of(const Setting& setting) {
  return setting.place.source ? std::string_view(setting.place.source->name) : std::string_view();
}

/// How sure it is that a program reads this .env file: 0 it names the file, 1 and 2 by convention, 3 in one mode only,
/// 4 never, it is a sample.
int rank_of(const Setting& setting, const Use& use) {
  const auto name = migrate::name_of(file_of(setting));
  const auto named = [&](const std::string& one) { return migrate::name_of(one) == name; };
  if (std::any_of(use.env_files.begin(), use.env_files.end(), named)) return 0;
  if (is_example(name)) return 4;
  if (name == ".env.local") return 1;
  return name == ".env" ? 2 : 3;
}

class Resolver {
 public:
  Resolver(const Use& use, const std::vector<Setting>& settings) : use_(use), settings_(settings) {}

  std::vector<Candidate> run() {
    std::vector<Candidate> all;
    std::string doubt = use_.certain ? "" : "only the program knows which of its variables it takes";
    for (const auto& text : use_.given) {
      auto found = read(text.reveal(), 0);
      for (auto& one : found) {
        if (one.doubt.empty()) one.doubt = doubt;
        all.push_back(std::move(one));
      }
      const bool has_value =
          std::any_of(found.begin(), found.end(), [](const Candidate& one) { return one.doubt.empty(); });
      if (has_value && use_.certain) break;
      const auto names = references_in(text.reveal());
      if (doubt.empty() && !names.empty()) doubt = fmt::format("`{}` is taken where it is set", names.front());
    }
    return all;
  }

 private:
  std::vector<Candidate> read(std::string_view text, int depth) const {
    if (text.size() > longest_value) return {};
    const auto first = next_reference(text, 0);
    if (first.begin == std::string_view::npos) {
      const Secret all{std::string(text)};
      return {Candidate{.text = all, .written = all}};
    }
    if (depth == deepest) return {};
    if (is_whole(first, text)) return values_of(first, depth);

    Candidate whole;
    std::string out;
    std::size_t at = 0;
    for (auto one = first; one.begin != std::string_view::npos; one = next_reference(text, one.end)) {
      out += text.substr(at, one.begin - at);
      const auto values = values_of(one, depth);
      at = one.end;
      if (values.empty()) {
        out += text.substr(one.begin, one.end - one.begin);
        continue;
      }
      if (whole.doubt.empty()) whole.doubt = values.front().doubt;
      put_in(values.front(), one, out, whole.parts);
    }
    whole.text = Secret(out + std::string(text.substr(at)));
    whole.written = Secret(std::string(text));
    return {std::move(whole)};
  }

  static void put_in(const Candidate& value, const Reference& reference, std::string& out, std::vector<Part>& parts) {
    const auto begin = out.size();
    out += value.text.reveal();
    parts.push_back({.span = {begin, out.size()}, .written = {reference.begin, reference.end}, .path = value.path});
    for (const auto& inner : value.parts)
      parts.push_back({.span = {begin + inner.span.begin, begin + inner.span.end}, .path = inner.path});
  }

  std::vector<Candidate> values_of(const Reference& reference, int depth) const {
    std::vector<Candidate> all;
    if (left_-- <= 0) return all;
    if (!reference.secret) {
      const auto set = std::find_if(use_.around.begin(), use_.around.end(),
                                    [&](const Setting& one) { return one.name == reference.name; });
      if (set != use_.around.end() && !names_itself(*set)) {
        all = of_setting(*set, depth);
        if (all.empty()) all = hidden(*set, depth);
        return all;
      }
    }
    all = of_files(reference.name, reference.secret, depth);
    if (all.empty() && reference.has_fallback) {
      all = read(reference.fallback, depth + 1);
      for (auto& one : all) {
        if (use_.beyond == Beyond::outside && one.doubt.empty())
          one.doubt = fmt::format("`{}` may be set where this runs", reference.name);
      }
    }
    return all;
  }

  /// `DATABASE_URL=$DATABASE_URL`, `DATABASE_URL: ${DATABASE_URL}`: what stands outside goes in.
  static bool names_itself(const Setting& setting) {
    const auto& text = setting.value.reveal();
    const auto reference = next_reference(text, 0);
    return reference.begin != std::string_view::npos && is_whole(reference, text) && reference.name == setting.name &&
           !reference.secret;
  }

  std::vector<Candidate> of_setting(const Setting& setting, int depth) const {
    auto all = read(setting.value.reveal(), depth + 1);
    for (auto& one : all) {
      if (one.path.empty())
        one.path.push_back(setting.place);
      else
        one.path.insert(one.path.begin(), setting.place);
      if (one.variable.empty()) one.variable = setting.name;
    }
    return all;
  }

  /// The value is a secret: the sample for this variable is what people fill it from, unless the secret's name says
  /// more.
  std::vector<Candidate> hidden(const Setting& setting, int depth) const {
    const auto reference = next_reference(setting.value.reveal(), 0);
    if (reference.begin == std::string_view::npos || is_for_migrations(reference.name)) return {};
    auto all = of_files(setting.name, true, depth);
    for (auto& one : all) one.path.insert(one.path.begin(), setting.place);
    return all;
  }

  /// From the nearest folder at or above the use's own that has the name in a .env file.
  std::vector<Candidate> of_files(std::string_view name, bool secret, int depth) const {
    for (auto folder = use_.folder;; folder = std::string(folder_of(folder))) {
      auto found = in_folder(folder, name, secret, depth);
      if (!found.empty() || folder.empty()) return found;
    }
  }

  std::vector<Candidate> in_folder(std::string_view folder, std::string_view name, bool secret, int depth) const {
    std::vector<std::pair<int, const Setting*>> found;
    for (const auto& setting : settings_) {
      if (setting.name == name && folder_of(file_of(setting)) == folder)
        found.emplace_back(rank_of(setting, use_), &setting);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Candidate> all;
    bool has_value = false;
    for (const auto& [rank, setting] : found) {
      const bool sure = rank == 0 || (rank < 3 && use_.beyond == Beyond::folder && !secret);
      if ((sure && has_value) || (rank == 4 && !all.empty())) continue;
      for (auto& one : of_setting(*setting, depth)) {
        if (one.text.empty()) continue;
        if (!sure && one.doubt.empty()) one.doubt = doubt_of(*setting, rank, secret);
        has_value = has_value || sure;
        all.push_back(std::move(one));
      }
    }
    return all;
  }

  [[nodiscard]] std::string doubt_of(const Setting& setting, int rank, bool secret) const {
    const auto file = text::printable(file_of(setting));
    if (secret || use_.beyond == Beyond::outside)
      return fmt::format("the value of `{}` is not in the repository, and {} shows it so", setting.name, file);
    if (rank == 4) return fmt::format("{} is a sample: whoever copies it migrates so", file);
    return fmt::format("{} is read in one mode only", file);
  }

  const Use& use_;
  const std::vector<Setting>& settings_;
  mutable int left_ = most_replacements;
};

}  // namespace

std::vector<Candidate> candidates_of(const Use& use, const std::vector<Setting>& settings) {
  return Resolver(use, settings).run();
}

bool is_example(std::string_view path) {
  return endpoint::matches(
      "*.example*|*.sample*|*.template*|*.dist|*.defaults|*.tpl|*example.env|*sample.env|env.example", path);
}

bool is_for_migrations(std::string_view name) {
  return endpoint::matches("*DIRECT*|*MIGRAT*|*UNPOOLED*|*NON_POOLING*|*NO_POOL*|*SESSION*|*_ADMIN_*", name);
}

}  // namespace migrate::survey
