#include "plan/preflight.hpp"

#include "plan/parts.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace migrate::plan {

namespace {

std::string_view text_of(const Entry& entry, std::size_t index) {
  const auto& span = entry.statements[index].statement.span;
  return std::string_view(entry.migration->source->text).substr(span.begin, span.end - span.begin);
}

/// Comments become blanks. For statements without strings.
std::string without_comments(std::string_view text) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto sign = text.substr(i, 2);
    if (depth == 0 && sign == "--") i = std::min(text.find('\n', i), text.size());
    const bool opens = sign == "/*";
    const bool closes = depth > 0 && sign == "*/";
    if (opens) ++depth;
    if (closes) --depth;
    if (opens || closes) ++i;
    out += opens || closes || depth > 0 || i >= text.size() ? ' ' : text[i];
  }
  return out;
}

/// In lower case: "begin", "rollback to a".
std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found;
  std::string word;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      found.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) found.push_back(word);
  return found;
}

enum class Control { none, begin, commit, savepoint, other };

Control control_of(const Entry& entry, std::size_t index) {
  if (entry.statements[index].meaning.need != sql::Need::transaction_control) return Control::none;
  const auto all = words(without_comments(text_of(entry, index)));
  const auto has = [&](std::string_view word) { return std::find(all.begin(), all.end(), word) != all.end(); };
  if (all.empty()) return Control::other;
  const auto& head = all.front();
  if (head == "savepoint" || head == "release" || (head == "rollback" && has("to"))) return Control::savepoint;
  // Nothing but these words: behind `begin isolation level …` would run what was not meant, and where the semicolon was
  // forgotten the next statement would be left out.
  const bool plain = std::all_of(all.begin() + 1, all.end(),
                                 [](const auto& word) { return word == "transaction" || word == "work"; });
  if ((head == "begin" || head == "start") && plain) return Control::begin;
  if ((head == "commit" || head == "end") && plain) return Control::commit;
  return Control::other;
}

/// Where the statements are that open and close transactions, pair by pair; empty where they are no pairs.
std::vector<std::size_t> pairs_of(const Entry& entry) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < entry.statements.size(); ++i) {
    const auto control = control_of(entry, i);
    if (control == Control::none || control == Control::savepoint) continue;
    const auto expected = found.size() % 2 == 0 ? Control::begin : Control::commit;
    if (control != expected) return {};
    found.push_back(i);
  }
  return found.size() % 2 == 0 ? found : std::vector<std::size_t>();
}

bool runs_alone(const PlannedStatement& planned) {
  return planned.meaning.need == sql::Need::no_transaction;
}

/// BEGIN … COMMIT pairs (Prisma writes one around each change of an enum) are what the migration's own transaction is
/// anyway: dropped. Beside a statement that runs outside of it only a pair around the whole file is.
void unwrap(Entry& entry, std::vector<Diagnostic>& diagnostics) {
  auto& statements = entry.statements;
  const auto pairs = pairs_of(entry);
  if (pairs.empty()) return;
  const bool whole = pairs.size() == 2 && pairs.front() == 0 && pairs.back() + 1 == statements.size();
  if (!whole && std::any_of(statements.begin(), statements.end(), runs_alone)) return;
  Diagnostic note{.code = "M0503",
                  .severity = Severity::note,
                  .message = fmt::format("the transaction that {} opens by itself is left out", entry.version),
                  .labels = {},
                  .notes = {"each migration runs in one transaction together with its history row"},
                  .helps = {}};
  for (const auto index : pairs) {
    note.labels.push_back(
        {.source = entry.migration->source, .span = statements[index].statement.span, .text = "not sent"});
  }
  diagnostics.push_back(std::move(note));
  for (auto index = pairs.rbegin(); index != pairs.rend(); ++index) {
    statements.erase(statements.begin() + static_cast<std::ptrdiff_t>(*index));
  }
}

Diagnostic refused_control(const Entry& entry, std::size_t index) {
  const auto word = text::printable(std::string(text_of(entry, index)));
  return {.code = "M0502",
          .message = fmt::format("`{}` inside a migration", word.size() > 60 ? word.substr(0, word.find(' ')) : word),
          .labels = {{.source = entry.migration->source,
                      .span = entry.statements[index].statement.span,
                      .text = "begins or ends a transaction"}},
          .notes = {"each migration runs in one transaction together with its history row; a file that ends it by "
                    "itself would be half "
                    "applied, or recorded and not applied"},
          .helps = {"remove it, or put what stands behind it into a migration of its own"}};
}

/// `-- migrate: no-transaction` among the comments before the first statement.
bool asks_for_none(const Entry& entry) {
  const auto& text = entry.migration->source->text;
  const auto end = entry.statements.empty() ? text.size() : entry.statements.front().statement.span.begin;
  std::string_view head(text.data(), end);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    if (words(line.substr(0, 256)) == std::vector<std::string>{"migrate", "no", "transaction"} &&
        line.find("--") != std::string_view::npos)
      return true;
  }
  return false;
}

void decide_mode(Entry& entry, std::vector<Diagnostic>& diagnostics) {
  const auto alone = std::find_if(entry.statements.begin(), entry.statements.end(), runs_alone);
  const bool asked = asks_for_none(entry) ||
                     (entry.migration->provenance && entry.migration->provenance->mode == TransactionMode::outside);
  if (alone == entry.statements.end() && !asked) return;
  entry.mode = TransactionMode::outside;
  if (asked || entry.statements.size() == 1) return;
  const auto others = std::count_if(entry.statements.begin(), entry.statements.end(),
                                    [](const auto& planned) { return planned.meaning.need == sql::Need::transaction; });
  if (others == 0) return;
  diagnostics.push_back(
      {.code = "M0504",
       .severity = Severity::warning,
       .message = fmt::format("all of {} runs outside a transaction because of one statement", entry.version),
       .labels = {{.source = entry.migration->source,
                   .span = alone->statement.span,
                   .text = "cannot run in a transaction"}},
       .notes = {"where a statement fails, those before it stay; `migrate apply` then goes on behind them"},
       .helps = {"put this statement into a migration of its own"}});
}

}  // namespace

void prepare(Entry& entry, std::vector<Diagnostic>& diagnostics) {
  const auto& source = entry.migration->source;
  const auto script = sql::split(source->text);
  for (const auto& problem : script.problems) diagnostics.push_back(sql::describe(problem, source));
  for (const auto& statement : script.statements) {
    const auto text =
        std::string_view(source->text).substr(statement.span.begin, statement.span.end - statement.span.begin);
    entry.statements.push_back({.statement = statement, .meaning = sql::classify(text)});
  }
  unwrap(entry, diagnostics);
  decide_mode(entry, diagnostics);
  part(entry, diagnostics);
  for (std::size_t i = 0; i < entry.statements.size(); ++i) {
    const auto control = control_of(entry, i);
    if (control == Control::none || (control == Control::savepoint && entry.mode == TransactionMode::inside)) continue;
    diagnostics.push_back(refused_control(entry, i));
  }
}

}  // namespace migrate::plan
