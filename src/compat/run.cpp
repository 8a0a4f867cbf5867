#include "compat/run.hpp"

#include "compat/reader.hpp"
#include "compat/statements.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace migrate::compat {

namespace {

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
    return reader.trouble(statement.span, "08P01", "the CLI sends no data behind `copy … from stdin`");
  const auto control = control_of(text);
  if (control == Control::begin && !session.open) session.open = reader.trouble(statement.span, {}, {});
  if (control == Control::commit || control == Control::rollback) session.open.reset();
  if (control != Control::none) return std::nullopt;

  const bool alone = one_by_one || is_sent_alone(text) || session.first;
  if (sql::classify(text).need == sql::Need::no_transaction && (session.open || !alone)) {
    return reader.trouble(statement.span, "25001",
                          session.open ? "it cannot run in a transaction, and one is open"
                                       : "it cannot run in a transaction, and the CLI sends it together with others");
  }
  if (const auto words = needs_block(text); !words.empty() && !session.open) {
    return reader.trouble(statement.span, "25P01",
                          fmt::format("`{}` needs a transaction block, and the CLI opens none", words));
  }
  session.first = is_sent_alone(text);
  return std::nullopt;
}

std::optional<Trouble> run_file(Session& session, const Local& local) {
  const Reader reader(local);
  auto not_sql = reader.not_sql();
  const bool one_by_one = reader.is_sent_one_by_one();
  session.first = true;
  for (const auto& statement : reader.statements()) {
    if (not_sql && not_sql->span.begin < statement.span.end) break;
    if (auto trouble = send(session, reader, statement, one_by_one)) return trouble;
  }
  if (not_sql) return not_sql;
  if (session.recorded.insert(local.version).second) return std::nullopt;
  auto trouble = reader.trouble({reader.text().size(), reader.text().size()}, "23505",
                                fmt::format("{} is recorded already", local.version));
  trouble.statement = reader.count();
  trouble.span = {};
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
        return reader.trouble(statement.span, {},
                              "it takes back what stands in front of it, and the file counts as applied");
      if (control != Control::none) open = control == Control::begin;
    }
  }
  return std::nullopt;
}

}  // namespace

void fail_at(Findings& findings, const Folder& folder, const Refused& refused) {
  const auto file = std::find_if(folder.files.begin(), folder.files.end(),
                                 [&](const FileTree::File& one) { return migrate::name_of(one.path) == refused.file; });
  if (file == folder.files.end()) return;
  const Local local{.version = {}, .file = &*file};
  const Reader reader(local);
  auto trouble = reader.trouble(refused.span, refused.sqlstate, refused.what);
  for (auto& answer : findings.answers) {
    const bool runs = std::find(answer.files.begin(), answer.files.end(), refused.file) != answer.files.end();
    if (answer.verdict != Verdict::applies || !runs) continue;
    answer.verdict = Verdict::fails;
    answer.trouble = trouble;
  }
}

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
