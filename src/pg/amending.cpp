#include "pg/amending.hpp"

#include "pg/explain.hpp"
#include "pg/transaction.hpp"

namespace migrate::pg {

namespace {

const std::string nothing_changed = "nothing was changed: it is one transaction, and that was rolled back";

Diagnostic not_ours(const Wire& wire, const Begun& begun) {
  if (begun.process != wire.process) return process_changed(wire, begun.process, "nothing was changed");
  return {.code = "M0603",
          .message = "the lock of the migration history was lost",
          .labels = {},
          .notes = {"nothing was changed"},
          .helps = {"connect directly or through a session pooler"}};
}

Diagnostic failed(const Wire& wire, const Reply& reply) {
  auto diagnostic = explain_other(wire, reply, "the migration history could not be changed");
  diagnostic.notes.push_back(nothing_changed);
  return diagnostic;
}

Diagnostic changed_meanwhile() {
  return {.code = "M0667",
          .message = "somebody else changed the migration history meanwhile",
          .labels = {},
          .notes = {nothing_changed},
          .helps = {"look at it again: `migrate status`"}};
}

/// COMMIT got no answer.
Diagnostic in_doubt(const Reply& reply) {
  Diagnostic diagnostic{.code = "M0604",
                        .message = "it is not known whether the change of the history was committed",
                        .labels = {},
                        .notes = {"the answer to COMMIT was lost; all of it was one transaction"},
                        .helps = {"`migrate status` tells, once the server answers"}};
  if (!reply.failure.message.empty()) diagnostic.notes.push_back(message_of(reply.failure));
  return diagnostic;
}

/// Nothing, or why not; whether another attempt may succeed.
std::optional<Diagnostic> attempt(Wire& wire, const std::vector<Step>& steps, bool& again) {
  const auto begun = begin(wire, {});
  if (begun.reply.good() && !begun.ours) {
    roll_back(wire);
    return not_ours(wire, begun);
  }
  Reply reply{.kind = begun.reply.kind, .rows = nullptr, .failure = begun.reply.failure};
  for (const auto& step : steps) {
    if (!reply.good()) break;
    reply = ask(wire, step.question);
    if (!reply.good() || !step.expected || reply.value(0) == *step.expected) continue;
    roll_back(wire);
    return changed_meanwhile();
  }
  again = is_worth_a_retry(reply);
  if (reply.good()) {
    reply = commit(wire);
    if (reply.good()) return std::nullopt;
    if (reply.kind != Reply::Kind::failed && reply.failure.sqlstate.empty()) return in_doubt(reply);
  }
  roll_back(wire);
  return failed(wire, reply);
}

}  // namespace

Result<void> run_steps(Wire& wire, const std::vector<Step>& steps) {
  for (int number = 1;; ++number) {
    bool again = false;
    auto fault = attempt(wire, steps, again);
    if (!fault) return {};
    if (!again || number >= wire.options.attempts || !pause_before(wire, number)) return fail(std::move(*fault));
  }
}

Result<bool> has_repairs(Wire& wire) {
  const auto reply = ask(wire,
                         "select pg_catalog.to_regclass('migrate.repairs') is not null and "
                         "pg_catalog.to_regclass('supabase_migrations.schema_migrations') is not null");
  if (!reply.good()) return fail(explain_other(wire, reply, "the migration history could not be read"));
  return reply.value(0) == "t";
}

}  // namespace migrate::pg
