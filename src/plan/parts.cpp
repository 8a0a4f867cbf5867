#include "plan/parts.hpp"

#include <fmt/core.h>

#include <strings.h>
#include <algorithm>
#include <optional>

namespace migrate::plan {

namespace {

std::string_view text_of(const Entry& entry, std::size_t index) {
  const auto& span = entry.statements[index].statement.span;
  return std::string_view(entry.migration->source->text).substr(span.begin, span.end - span.begin);
}

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && ::strncasecmp(text.data(), word.data(), word.size()) == 0;
}

/// Behind the word and the space after it, where it stands first; else nothing.
std::optional<std::string_view> behind(std::string_view text, std::string_view word) {
  if (!begins_with(text, word)) return std::nullopt;
  const auto rest = text.substr(word.size());
  const auto next = rest.find_first_not_of(" \t\r\n");
  if (next == 0 || next == std::string_view::npos) return std::nullopt;
  return rest.substr(next);
}

/// `'label'` of `alter type … add value 'label'`, with its quotes.
std::optional<std::string_view> value_added_by(std::string_view statement) {
  const auto alter = behind(statement, "alter");
  const auto type = alter ? behind(*alter, "type") : std::nullopt;
  if (!type) return std::nullopt;
  const auto quote = type->find('\'');
  const auto end = quote == std::string_view::npos ? quote : type->find('\'', quote + 1);
  if (end == std::string_view::npos) return std::nullopt;
  // Up to the label: name, `add value`, perhaps `if not exists`.
  const auto head = type->substr(0, quote);
  for (std::size_t at = head.find_first_of(" \t\r\n"); at < head.size(); ++at) {
    const auto add = behind(head.substr(at + 1), "add");
    if (add && begins_with(*add, "value")) return type->substr(quote, end - quote + 1);
  }
  return std::nullopt;
}

/// The first statement behind `index` that names the value; their number where none does.
std::size_t use_of(const Entry& entry, std::size_t index, std::string_view label) {
  auto at = index + 1;
  while (at < entry.statements.size() &&
         (text_of(entry, at).find(label) == std::string_view::npos || value_added_by(text_of(entry, at)).has_value()))
    ++at;
  return at;
}

struct Use {
  std::size_t added = 0;
  std::size_t used = 0;
};

std::vector<Use> uses_of(const Entry& entry) {
  std::vector<Use> uses;
  for (std::size_t i = 0; i < entry.statements.size(); ++i) {
    const auto label = value_added_by(text_of(entry, i));
    const auto used = label ? use_of(entry, i, *label) : entry.statements.size();
    if (used < entry.statements.size()) uses.push_back({.added = i, .used = used});
  }
  return uses;
}

Diagnostic describe(const Entry& entry, const Use& use) {
  const auto label = [&](std::size_t index, std::string text) {
    return Label{
        .source = entry.migration->source, .span = entry.statements[index].statement.span, .text = std::move(text)};
  };
  const bool two = entry.first_part > 0;
  return {.code = "M0623",
          .severity = Severity::note,
          .message = two ? fmt::format("{} runs in two transactions", entry.version)
                         : fmt::format("each statement of {} runs in a transaction of its own", entry.version),
          .labels = {label(use.added, two ? "committed first" : "adds a value"), label(use.used, "uses the value")},
          .notes = {"Postgres lets nobody use a new value of an enum in the transaction that adds it",
                    "where a later part fails, those before it stay; `migrate apply` then goes on behind them"},
          .helps = {}};
}

}  // namespace

void part(Entry& entry, std::vector<Diagnostic>& diagnostics) {
  if (entry.mode == TransactionMode::outside) return;
  const auto uses = uses_of(entry);
  if (uses.empty()) return;
  const auto end = uses.back().added + 1;
  const bool two = std::all_of(uses.begin(), uses.end(), [&](const Use& use) { return use.used >= end; });
  if (two) entry.first_part = end;
  if (!two) entry.mode = TransactionMode::outside;
  diagnostics.push_back(describe(entry, uses.front()));
}

}  // namespace migrate::plan
