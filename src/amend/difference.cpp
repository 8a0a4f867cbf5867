#include <migrate/amend.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace migrate::amend {

namespace {

/// Where there are more, the first ones tell enough.
constexpr std::size_t shown_at_most = 12;

void add(Diagnostic& diagnostic, const std::vector<std::string>& lines) {
  const auto count = std::min(lines.size(), shown_at_most);
  diagnostic.notes.insert(diagnostic.notes.end(), lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(count));
  if (lines.size() > count) diagnostic.notes.push_back(fmt::format("and {} more", lines.size() - count));
}

/// "public.orders" of "column public.orders.total": whoever lacks the table need not be told of its columns.
std::string_view table_of(std::string_view name) {
  constexpr std::string_view column = "column ";
  return name.starts_with(column) ? name.substr(column.size(), name.rfind('.') - column.size()) : std::string_view();
}

/// What `all` has and `others` do not.
std::vector<std::string> only_in(const Catalog& all, const Catalog& others) {
  std::set<std::string_view> whole;
  std::vector<std::string> found;
  for (const auto& [name, form] : all) {
    if (!others.contains(name) && table_of(name).empty())
      whole.insert(std::string_view(name).substr(name.find(' ') + 1));
  }
  for (const auto& [name, form] : all) {
    if (!others.contains(name) && !whole.contains(table_of(name))) found.push_back(text::printable(name));
  }
  return found;
}

}  // namespace

std::vector<Diagnostic> compare(const Catalog& made, const Catalog& present) {
  std::vector<std::string> wrong;
  for (const auto& name : only_in(made, present)) wrong.push_back(name + " is not in the database");
  for (const auto& [name, form] : made) {
    const auto other = present.find(name);
    if (other == present.end() || other->second == form) continue;
    wrong.push_back(fmt::format("{} is `{}` in the database, the migrations make `{}`", text::printable(name),
                                text::printable(other->second), text::printable(form)));
  }
  std::vector<Diagnostic> found;
  if (!wrong.empty()) {
    found.push_back(
        {.code = "M0670",
         .message = "the database is not what the migrations make",
         .labels = {},
         .notes = {},
         .helps = {"begin with an earlier one: `--to NNNNN`", "or bring the two together, and look again"}});
    add(found.back(), wrong);
  }
  if (const auto extra = only_in(present, made); !extra.empty()) {
    found.push_back({.code = "M0675",
                     .severity = Severity::note,
                     .message = fmt::format("the database has {} that these migrations do not make",
                                            text::count(extra.size(), "thing")),
                     .labels = {},
                     .notes = {},
                     .helps = {}});
    add(found.back(), extra);
  }
  return found;
}

}  // namespace migrate::amend
