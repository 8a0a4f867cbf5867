#pragma once

#include "compat/local.hpp"

#include <migrate/sql.hpp>

namespace migrate::compat {

/// One file, and what it finds out about itself. `local` outlives it.
class Reader {
 public:
  explicit Reader(const Local& local) : local_(local), script_(sql::split(text())) {}

  [[nodiscard]] std::string_view text() const { return local_.file->source->text; }
  [[nodiscard]] const std::vector<sql::Statement>& statements() const { return script_.statements; }
  [[nodiscard]] std::string_view text_of(const sql::Statement& one) const;
  /// With BEGIN, COMMIT and their kin in it, or by its own wish: no batches.
  [[nodiscard]] bool is_sent_one_by_one() const;

  /// How many statements the CLI sees in front of the one that this byte belongs to.
  [[nodiscard]] std::size_t count_before(std::size_t byte) const;
  [[nodiscard]] std::size_t count() const;  ///< … in all

  [[nodiscard]] Trouble trouble(Span span, std::string sqlstate, std::string what) const;
  /// What psql understands and no server does.
  [[nodiscard]] std::optional<Trouble> not_sql() const;
  /// Whether something that stands in front of this byte has been committed by itself.
  [[nodiscard]] bool is_kept_before(std::size_t byte) const;

 private:
  [[nodiscard]] std::size_t count_up_to(std::size_t end) const;
  [[nodiscard]] bool is_inside(std::size_t byte) const;
  const Local& local_;
  sql::Script script_;
};

}  // namespace migrate::compat
