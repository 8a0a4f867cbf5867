#include "compat/run.hpp"

#include "compat/statements.hpp"

#include <migrate/sql.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::compat {

namespace {

/// One file, and what it finds out about itself.
class Reader {
 public:
  explicit Reader(const Local& local) : local_(local), script_(sql::split(text())) {}

  [[nodiscard]] std::string_view text() const { return local_.file->source->text; }
  [[nodiscard]] const std::vector<sql::Statement>& statements() const { return script_.statements; }
  [[nodiscard]] std::string_view text_of(const sql::Statement& one) const {
    return text().substr(one.span.begin, one.span.end - one.span.begin);
  }
  [[nodiscard]] bool is_sent_one_by_one() const {
    return asks_for_no_transaction(text()) ||
           std::any_of(statements().begin(), statements().end(),
                       [&](const auto& one) { return control_of(text_of(one)) != Control::none; });
  }

  /// How many statements the CLI sees in front of this one.
  [[nodiscard]] std::size_t count_before(const sql::Statement& one) const { return count_up_to(one.with_lead.begin); }
  /// … of the one that this byte belongs to.
  [[nodiscard]] std::size_t count_before(std::size_t byte) const {
    std::size_t begin = 0;
    for (const auto& one : statements()) {
      if (one.terminated && one.with_lead.end < byte) begin = one.with_lead.end + 1;
    }
    return count_up_to(begin);
  }
  [[nodiscard]] std::size_t count() const { return count_up_to(text().size()); }
  [[nodiscard]] Trouble trouble(std::size_t count, Span span, std::string sqlstate, std::string what) const {
    return {.file = std::string(migrate::name_of(local_.file->path)),
            .source = local_.file->source,
            .span = span,
            .statement = count,
            .sqlstate = std::move(sqlstate),
            .what = std::move(what)};
  }
  [[nodiscard]] Trouble trouble(const sql::Statement& at, std::string sqlstate, std::string what) const {
    return trouble(count_before(at), at.span, std::move(sqlstate), std::move(what));
  }

  /// What psql understands and no server does.
  [[nodiscard]] std::optional<Trouble> not_sql() const {
    for (std::size_t at = 0; at < text().size(); at = std::min(text().find('\n', at), text().size() - 1) + 1) {
      const auto line = text().substr(at, text().find('\n', at) - at);
      if (!line.starts_with('\\') || is_inside(at)) continue;
      return trouble(count_before(at), {at, at + line.size()}, "42601",
                     "a line for psql is sent to the server, which does not know it");
    }
    for (const auto& problem : script_.problems) {
      if (problem.kind > sql::Problem::Kind::unbalanced_parenthesis) continue;
      return trouble(count_before(problem.span.begin), problem.span, "42601", "what begins here never ends");
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::size_t count_up_to(std::size_t end) const {
    const auto before = text().substr(0, end);
    return sql::history_statements(before, sql::split(before)).size();
  }
  [[nodiscard]] bool is_inside(std::size_t at) const {
    return std::any_of(statements().begin(), statements().end(), [&](const sql::Statement& one) {
      const auto end = one.copy_data ? one.copy_data->end + 1 : one.span.end;
      return one.span.begin <= at && at < end;
    });
  }
  const Local& local_;
  sql::Script script_;
};

/// The connection, as far as it outlives a statement.
struct Session {
  std::set<std::string> recorded;
  std::optional<Trouble> open;  ///< the BEGIN of the transaction that is open
  bool first = true;            ///< nothing was sent yet in this batch
};

/// What the server would say to one statement; moves the session on.
std::optional<Trouble> send(Session& session, const Reader& reader, const sql::Statement& statement, bool one_by_one) {
  const auto text = reader.text_of(statement);
  if (statement.copy_data)
    return reader.trouble(statement, "08P01", "the CLI sends no data behind `copy … from stdin`");
  const auto control = control_of(text);
  if (control == Control::begin && !session.open) session.open = reader.trouble(statement, {}, {});
  if (control == Control::commit || control == Control::rollback) session.open.reset();
  if (control != Control::none) return std::nullopt;

  const bool alone = one_by_one || is_sent_alone(text) || session.first;
  if (sql::classify(text).need == sql::Need::no_transaction && (session.open || !alone)) {
    return reader.trouble(statement, "25001",
                          session.open ? "it cannot run in a transaction, and one is open"
                                       : "it cannot run in a transaction, and the CLI sends it together with others");
  }
  if (const auto words = needs_block(text); !words.empty() && !session.open) {
    return reader.trouble(statement, "25P01",
                          fmt::format("`{}` needs a transaction block, and the CLI opens none", words));
  }
  session.first = is_sent_alone(text);
  return std::nullopt;
}

/// Whether something in front of the failing statement has been committed.
bool is_partly_kept(const Reader& reader, const Trouble& trouble, bool one_by_one, const Session& session) {
  if (session.open) return false;
  return std::any_of(reader.statements().begin(), reader.statements().end(), [&](const sql::Statement& one) {
    return one.span.begin < trouble.span.begin && (one_by_one || is_sent_alone(reader.text_of(one)));
  });
}

std::optional<Trouble> run_file(Session& session, const Local& local) {
  const Reader reader(local);
  if (auto trouble = reader.not_sql()) return trouble;
  const bool one_by_one = reader.is_sent_one_by_one();
  session.first = true;
  for (const auto& statement : reader.statements()) {
    auto trouble = send(session, reader, statement, one_by_one);
    if (!trouble) continue;
    trouble->partly = is_partly_kept(reader, *trouble, one_by_one, session);
    return trouble;
  }
  if (session.recorded.insert(local.version).second) return std::nullopt;
  auto trouble = reader.trouble(reader.count(), {}, "23505", fmt::format("{} is recorded already", local.version));
  trouble.partly = one_by_one;
  return trouble;
}

/// A ROLLBACK takes back what the file did, and the file is recorded all the same.
std::optional<Trouble> find_rollback(const std::vector<Local>& files) {
  for (const auto& local : files) {
    const Reader reader(local);
    bool open = false;
    for (const auto& statement : reader.statements()) {
      const auto control = control_of(reader.text_of(statement));
      if (control == Control::rollback && open)
        return reader.trouble(statement, {},
                              "it takes back what stands in front of it, and the file counts as applied");
      if (control != Control::none) open = control == Control::begin;
    }
  }
  return std::nullopt;
}

}  // namespace

Run run(const std::vector<Local>& files, std::set<std::string> recorded) {
  Session session{.recorded = std::move(recorded), .open = {}};
  for (const auto& local : files) {
    if (auto trouble = run_file(session, local)) return {.trouble = std::move(trouble), .verdict = Verdict::fails};
  }
  if (session.open) {
    session.open->what = "the transaction that begins here never ends: nothing from here on is kept, its row included";
    return {.trouble = std::move(session.open), .verdict = Verdict::loses};
  }
  if (auto rollback = find_rollback(files)) return {.trouble = std::move(rollback), .verdict = Verdict::loses};
  return {};
}

}  // namespace migrate::compat
