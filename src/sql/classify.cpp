#include <migrate/sql.hpp>

#include "sql/parse.hpp"
#include "sql/summary.hpp"
#include "sql/words.hpp"

namespace migrate::sql {

namespace {

/// Only these can say anything else than `transaction`: no other statement is worth its parse.
bool may_need_more(std::string_view statement) {
  return Words(statement).is_any({"create", "drop", "alter", "reindex", "cluster", "vacuum", "discard", "rollback",
                                  "start", "prepare", "begin", "commit", "end", "abort"});
}

Need need_of(std::string_view statement) {
  if (!may_need_more(statement)) return Need::transaction;
  if (const auto need = need_by_grammar(statement)) return *need;
  return need_by_words(statement);
}

}  // namespace

Meaning classify(std::string_view statement) {
  auto [effect, text] = summarise(statement);
  return {.need = need_of(statement), .effect = effect, .summary = std::move(text)};
}

}  // namespace migrate::sql
