// The only file that knows libpg_query.
#include "sql/parse.hpp"

#include "sql/tokens.hpp"

#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>

#include <memory>
#include <span>
#include <string>

namespace migrate::sql {

namespace {

/// libpg_query recurses without a limit: 100,000 terms end in SIGSEGV, 20,000 do not.
bool small_enough(std::string_view statement) {
  constexpr std::size_t most_bytes = 64 * 1024;
  constexpr std::size_t most_operators = 5000;
  if (statement.size() >= most_bytes) return false;
  std::size_t operators = 0;
  Tokens tokens(statement);
  for (auto token = tokens.next(); token; token = tokens.next()) {
    operators += token->kind == TokenKind::operator_sign || token->kind == TokenKind::punctuation;
  }
  return operators < most_operators;
}

std::span<PgQuery__Node*> nodes(std::size_t count, PgQuery__Node** first) {
  return {first, count};
}

/// An option's value as a boolean, as the server's defGetBoolean reads it; `absent` where the option is not named.
bool option(std::span<PgQuery__Node*> options, std::string_view name, bool absent) {
  for (const auto* node : options) {
    if (node->node_case != PG_QUERY__NODE__NODE_DEF_ELEM || name != node->def_elem->defname) continue;
    const auto* value = node->def_elem->arg;
    if (value == nullptr) return true;
    if (value->node_case == PG_QUERY__NODE__NODE_INTEGER) return value->integer->ival != 0;
    if (value->node_case != PG_QUERY__NODE__NODE_STRING) return true;
    const std::string_view text = value->string->sval;
    return !scan::same_word(text, "false") && !scan::same_word(text, "off");
  }
  return absent;
}

bool names_option(std::span<PgQuery__Node*> options, std::string_view name) {
  for (const auto* node : options) {
    if (node->node_case == PG_QUERY__NODE__NODE_DEF_ELEM && name == node->def_elem->defname) return true;
  }
  return false;
}

Need alone_if(bool alone) {
  return alone ? Need::no_transaction : Need::transaction;
}

Need of_transaction(const PgQuery__TransactionStmt& statement) {
  switch (statement.kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
      return Need::transaction;
    default:
      return Need::transaction_control;
  }
}

Need of_reindex(const PgQuery__ReindexStmt& statement) {
  switch (statement.kind) {
    case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA:
    case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SYSTEM:
    case PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_DATABASE:
      return Need::no_transaction;
    default:
      return alone_if(option(nodes(statement.n_params, statement.params), "concurrently", false));
  }
}

/// With `connect = false` there is no slot to create.
Need of_new_subscription(const PgQuery__CreateSubscriptionStmt& statement) {
  const auto options = nodes(statement.n_options, statement.options);
  return alone_if(option(options, "create_slot", option(options, "connect", true)));
}

Need of_subscription(const PgQuery__AlterSubscriptionStmt& statement) {
  switch (statement.kind) {
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_REFRESH:
      return Need::no_transaction;
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_SET_PUBLICATION:
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_ADD_PUBLICATION:
    case PG_QUERY__ALTER_SUBSCRIPTION_TYPE__ALTER_SUBSCRIPTION_DROP_PUBLICATION:
      return alone_if(option(nodes(statement.n_options, statement.options), "refresh", true));
    default:
      return Need::transaction;
  }
}

Need of_alter_table(const PgQuery__AlterTableStmt& statement) {
  for (const auto* node : nodes(statement.n_cmds, statement.cmds)) {
    if (node->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_CMD) continue;
    const auto* definition = node->alter_table_cmd->def;
    if (definition == nullptr || definition->node_case != PG_QUERY__NODE__NODE_PARTITION_CMD) continue;
    if (definition->partition_cmd->concurrent != 0) return Need::no_transaction;
  }
  return Need::transaction;
}

Need of_statement(const PgQuery__Node& node) {
  switch (node.node_case) {
    case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
      return of_transaction(*node.transaction_stmt);
    case PG_QUERY__NODE__NODE_INDEX_STMT:
      return alone_if(node.index_stmt->concurrent != 0);
    case PG_QUERY__NODE__NODE_DROP_STMT:
      return alone_if(node.drop_stmt->concurrent != 0);
    case PG_QUERY__NODE__NODE_REINDEX_STMT:
      return of_reindex(*node.reindex_stmt);
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
      return alone_if(node.vacuum_stmt->is_vacuumcmd != 0);
    case PG_QUERY__NODE__NODE_CLUSTER_STMT:
      return alone_if(node.cluster_stmt->relation == nullptr);
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
      return of_alter_table(*node.alter_table_stmt);
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_STMT:
      return alone_if(
          names_option(nodes(node.alter_database_stmt->n_options, node.alter_database_stmt->options), "tablespace"));
    case PG_QUERY__NODE__NODE_CREATE_SUBSCRIPTION_STMT:
      return of_new_subscription(*node.create_subscription_stmt);
    case PG_QUERY__NODE__NODE_ALTER_SUBSCRIPTION_STMT:
      return of_subscription(*node.alter_subscription_stmt);
    case PG_QUERY__NODE__NODE_DISCARD_STMT:
      return alone_if(node.discard_stmt->target == PG_QUERY__DISCARD_MODE__DISCARD_ALL);
    case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
    case PG_QUERY__NODE__NODE_CREATEDB_STMT:
    case PG_QUERY__NODE__NODE_DROPDB_STMT:
    case PG_QUERY__NODE__NODE_CREATE_TABLE_SPACE_STMT:
    case PG_QUERY__NODE__NODE_DROP_TABLE_SPACE_STMT:
    case PG_QUERY__NODE__NODE_DROP_SUBSCRIPTION_STMT:
      return Need::no_transaction;
    default:
      return Need::transaction;
  }
}

struct FreeTree {
  void operator()(PgQuery__ParseResult* tree) const { pg_query__parse_result__free_unpacked(tree, nullptr); }
};

}  // namespace

std::optional<Need> need_by_grammar(std::string_view statement) {
  if (!small_enough(statement)) return std::nullopt;
  const auto result = pg_query_parse_protobuf(std::string(statement).c_str());
  std::unique_ptr<PgQuery__ParseResult, FreeTree> tree;
  if (result.error == nullptr) {
    tree.reset(pg_query__parse_result__unpack(nullptr, result.parse_tree.len,
                                              reinterpret_cast<const std::uint8_t*>(result.parse_tree.data)));
  }
  pg_query_free_protobuf_parse_result(result);
  if (!tree || tree->n_stmts != 1 || tree->stmts[0]->stmt == nullptr) return std::nullopt;
  return of_statement(*tree->stmts[0]->stmt);
}

}  // namespace migrate::sql
