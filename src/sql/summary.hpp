#pragma once

#include <migrate/sql.hpp>

#include <string>
#include <string_view>

namespace migrate::sql {

struct Summary {
  Effect effect = Effect::other;
  std::string text;
};
/// From the words alone, so that it is there for any grammar.
Summary summarise(std::string_view statement);

class Words;
/// What follows `alter table orders`: "add column total", "" where nothing is known of it.
std::string alteration(Words& at);
/// "table", "materialized view", "unique index": the kind of object that is named here, passed over.
std::string object_kind(Words& at);
/// Up to `most` words and names, joined by spaces, as far as there are any.
std::string phrase(Words& at, int most);
/// " and 2 more" for a list of which one item was passed over, or "".
std::string and_more(Words& at);

}  // namespace migrate::sql
