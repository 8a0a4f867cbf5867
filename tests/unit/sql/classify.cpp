#include "sql/parse.hpp"

#include <migrate/sql.hpp>

#include <catch2/catch.hpp>

using namespace migrate;
using sql::Effect;
using sql::Need;

namespace {

struct Row {
  std::string statement;
  Need need;
};

// What a real Postgres 15 answered inside of a transaction block: 25001, or not; tests/corpus/transactions asks it again.
const Row needs[] = {
    {"create index concurrently i on t (a)", Need::no_transaction},
    {"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", Need::no_transaction},
    {"/* x */ create -- y\n index concurrently on t (a)", Need::no_transaction},
    {"create index i on t (a)", Need::transaction},
    {"create index \"concurrently\" on t (a)", Need::transaction},
    {"drop index concurrently if exists i", Need::no_transaction},
    {"drop index i", Need::transaction},
    {"drop table concurrently", Need::transaction},
    {"reindex index concurrently i", Need::no_transaction},
    {"reindex (verbose, concurrently) table t", Need::no_transaction},
    {"reindex (concurrently true) table t", Need::no_transaction},
    {"reindex (concurrently false) table t", Need::transaction},
    {"reindex table t", Need::transaction},
    {"reindex index i", Need::transaction},
    {"reindex schema public", Need::no_transaction},
    {"reindex database shop", Need::no_transaction},
    {"reindex (verbose) system shop", Need::no_transaction},
    {"vacuum", Need::no_transaction},
    {"vacuum (analyze) t", Need::no_transaction},
    {"analyze t", Need::transaction},
    {"alter system set work_mem = '5MB'", Need::no_transaction},
    {"alter system reset all", Need::no_transaction},
    {"create database d", Need::no_transaction},
    {"drop database if exists d", Need::no_transaction},
    {"alter database d set tablespace s", Need::no_transaction},
    {"alter database d tablespace s", Need::no_transaction},
    {"alter database d set work_mem = '4MB'", Need::transaction},
    {"alter database d connection limit 10", Need::transaction},
    {"create tablespace s location '/x'", Need::no_transaction},
    {"drop tablespace s", Need::no_transaction},
    {"alter tablespace s set (seq_page_cost = 1)", Need::transaction},
    {"create subscription s connection 'x' publication p", Need::no_transaction},
    {"create subscription s connection 'x' publication p with (connect = false)", Need::transaction},
    {"create subscription s connection 'x' publication p with (enabled = false, create_slot = false)",
     Need::transaction},
    {"create subscription s connection 'x' publication p with (enabled = false)", Need::no_transaction},
    {"drop subscription s", Need::no_transaction},
    {"alter subscription s set publication p", Need::no_transaction},
    {"alter subscription s add publication p with (copy_data = true)", Need::no_transaction},
    {"alter subscription s add publication p with (refresh = false)", Need::transaction},
    {"alter subscription s drop publication p", Need::no_transaction},
    {"alter subscription s refresh publication", Need::no_transaction},
    {"alter subscription s set (slot_name = none)", Need::transaction},
    {"alter subscription s disable", Need::transaction},
    {"alter table p detach partition q concurrently", Need::no_transaction},
    {"alter table only a.p detach partition a.q concurrently", Need::no_transaction},
    {"alter table p detach partition q", Need::transaction},
    {"alter table p detach partition q finalize", Need::transaction},
    {"cluster", Need::no_transaction},
    {"cluster verbose", Need::no_transaction},
    {"cluster t using i", Need::transaction},
    {"cluster (verbose) t using i", Need::transaction},
    {"discard all", Need::no_transaction},
    {"discard plans", Need::transaction},
    {"alter type e add value 'c'", Need::transaction},
    {"refresh materialized view concurrently v", Need::transaction},
    {"lock table t", Need::transaction},
    {"begin", Need::transaction_control},
    {"BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE", Need::transaction_control},
    {"start transaction", Need::transaction_control},
    {"commit", Need::transaction_control},
    {"commit and chain", Need::transaction_control},
    {"end", Need::transaction_control},
    {"/* hidden */ commit", Need::transaction_control},
    {"rollback", Need::transaction_control},
    {"rollback work", Need::transaction_control},
    {"abort", Need::transaction_control},
    {"rollback to a", Need::transaction},
    {"rollback transaction to savepoint a", Need::transaction},
    {"savepoint a", Need::transaction},
    {"release savepoint a", Need::transaction},
    {"prepare transaction 'x'", Need::transaction_control},
    {"prepare q as select 1", Need::transaction},
    {"commit prepared 'x'", Need::transaction_control},
    {"rollback prepared 'x'", Need::transaction_control},
    {"do $$ begin commit; end $$", Need::transaction},
    {"insert into t values ('create index concurrently')", Need::transaction},
    {"", Need::transaction},
};

}  // namespace

TEST_CASE("a statement's need of a transaction") {
  for (const auto& [statement, need] : needs) {
    INFO(statement);
    CHECK(sql::classify(statement).need == need);
    CHECK(sql::need_by_words(statement) == need);
    if (const auto by_grammar = sql::need_by_grammar(statement)) CHECK(*by_grammar == need);
  }
}

TEST_CASE("grammar that the parser does not know is classified by its words") {
  auto [statement, need] = GENERATE(table<std::string, Need>({
      {"alter table t add constraint c not null a not valid", Need::transaction},
      {"create table t (a int generated always as (1) virtual)", Need::transaction},
      {"create index concurrently i on t (a) with new syntax", Need::no_transaction},
      {"reindex table concurrently t with new syntax", Need::no_transaction},
  }));
  INFO(statement);
  CHECK_FALSE(sql::need_by_grammar(statement));
  CHECK(sql::classify(statement).need == need);
}

TEST_CASE("a summary says what is done to what") {
  auto [statement, effect, summary] = GENERATE(table<std::string, Effect, std::string>({
      {"CREATE TABLE IF NOT EXISTS \"orders\" (\"id\" int)", Effect::add, "create table orders"},
      {"create unlogged table shop.\"Orders\" (id int)", Effect::add, "create table shop.\"Orders\""},
      {"create temp table x as select 1", Effect::add, "create table x"},
      {"CREATE INDEX CONCURRENTLY tokens_user_id_idx ON tokens (user_id)", Effect::add,
       "create index concurrently tokens_user_id_idx"},
      {"create unique index if not exists \"u\" on t using btree (a)", Effect::add, "create unique index u"},
      {"create index on orders (total)", Effect::add, "create index on orders"},
      {"create policy \"own rows\" on public.orders for select using (true)", Effect::add,
       "create policy \"own rows\" on public.orders"},
      {"create trigger audit after insert or update of a on orders execute function f()", Effect::add,
       "create trigger audit on orders"},
      {"create constraint trigger c after insert on orders execute function f()", Effect::add,
       "create trigger c on orders"},
      {"create rule r as on insert to orders do nothing", Effect::add, "create rule r on orders"},
      {"create or replace function app.total(a int) returns int language sql as $$ select 1 $$", Effect::add,
       "create function app.total"},
      {"create type status as enum ('a')", Effect::add, "create type status"},
      {"create extension if not exists \"uuid-ossp\" with schema extensions", Effect::add,
       "create extension \"uuid-ossp\""},
      {"create materialized view v as select 1", Effect::add, "create materialized view v"},
      {"create or replace view v as select 1", Effect::add, "create view v"},
      {"create schema authorization app", Effect::add, "create schema authorization app"},
      {"create role app login", Effect::add, "create role app"},
      {"ALTER TABLE \"orders\" ADD COLUMN \"total\" numeric", Effect::change, "alter table orders add column total"},
      {"alter table if exists only orders add if not exists total int", Effect::change,
       "alter table orders add column total"},
      {"alter table orders add column a numeric(10, 2), add column b int, drop column c", Effect::change,
       "alter table orders add column a and 2 more"},
      {"alter table orders add constraint orders_fk foreign key (a, b) references t (a, b)", Effect::change,
       "alter table orders add constraint orders_fk"},
      {"alter table orders add primary key (id)", Effect::change, "alter table orders add primary key"},
      {"alter table orders drop constraint if exists c cascade", Effect::change,
       "alter table orders drop constraint c"},
      {"alter table orders alter column total set data type bigint using total::bigint", Effect::change,
       "alter table orders alter column total type"},
      {"alter table orders alter total set not null", Effect::change,
       "alter table orders alter column total set not null"},
      {"alter table orders alter column total drop default", Effect::change,
       "alter table orders alter column total drop default"},
      {"alter table orders rename column a to b", Effect::change, "alter table orders rename column a to b"},
      {"alter table orders rename a to b", Effect::change, "alter table orders rename column a to b"},
      {"alter table orders rename to purchases", Effect::change, "alter table orders rename to purchases"},
      {"alter table orders enable row level security", Effect::change, "alter table orders enable row level security"},
      {"alter table orders validate constraint c", Effect::change, "alter table orders validate constraint c"},
      {"alter table orders detach partition p concurrently", Effect::change,
       "alter table orders detach partition p concurrently"},
      {"alter type status add value if not exists 'b' before 'a'", Effect::change, "alter type status add value"},
      {"alter type status rename value 'a' to 'b'", Effect::change, "alter type status rename value"},
      {"alter policy p on orders using (false)", Effect::change, "alter policy p on orders"},
      {"alter function f(int) owner to app", Effect::change, "alter function f owner to app"},
      {"alter system set work_mem = '1MB'", Effect::change, "alter system set work_mem"},
      {"alter default privileges in schema x grant select on tables to y", Effect::change, "alter default privileges"},
      {"drop table if exists a, b cascade", Effect::remove, "drop table a and 1 more"},
      {"drop index concurrently i", Effect::remove, "drop index concurrently i"},
      {"drop policy if exists p on orders", Effect::remove, "drop policy p on orders"},
      {"drop function f(int, text)", Effect::remove, "drop function f"},
      {"insert into roles (name) values ('a')", Effect::add, "insert into roles"},
      {"update only orders set total = 0", Effect::change, "update orders"},
      {"delete from orders", Effect::remove, "delete from orders"},
      {"truncate table only orders, items", Effect::remove, "truncate orders and 1 more"},
      {"with old as (delete from a returning *) insert into b select * from old", Effect::add, "insert into b"},
      {"select set_config('a', 'b', false)", Effect::other, "select set_config"},
      {"select 1", Effect::other, "select"},
      {"do $$ begin null; end $$", Effect::other, "do block"},
      {"grant select, insert on orders to app", Effect::change, "grant select on orders to app"},
      {"grant usage on schema shop to app", Effect::change, "grant usage on schema shop to app"},
      {"revoke all on all tables in schema shop from public", Effect::change,
       "revoke all on all tables in schema from public"},
      {"comment on column orders.total is 'x'", Effect::change, "comment on column orders.total"},
      {"comment on policy p on orders is 'x'", Effect::change, "comment on policy p on orders"},
      {"copy orders (id) from stdin", Effect::add, "copy orders from stdin"},
      {"set search_path = public", Effect::other, "set search_path"},
      {"refresh materialized view concurrently v", Effect::change, "refresh materialized view concurrently v"},
      {"reindex (verbose) table concurrently t", Effect::change, "reindex table concurrently t"},
      {"vacuum full t", Effect::other, "vacuum full t"},
      {"commit", Effect::other, "commit"},
      {"1 + 1", Effect::other, "statement"},
      {"create table \"a\nb\" (id int)", Effect::add, "create table \"a\\nb\""},
      {"", Effect::other, "statement"},
  }));
  const auto meaning = sql::classify(statement);
  CHECK(meaning.summary == summary);
  CHECK(meaning.effect == effect);
}

TEST_CASE("a statement that would crash the parser is classified by its words") {
  std::string terms = "create index concurrently i on t ((1";
  for (int i = 0; i < 100'000; ++i) terms += "+1";
  CHECK(sql::classify(terms + "))").need == Need::no_transaction);

  std::string parentheses = "alter table t add check ";
  for (int i = 0; i < 60'000; ++i) parentheses += '(';
  CHECK(sql::classify(parentheses).need == Need::transaction);

  std::string negations = "alter table t add check (";
  for (int i = 0; i < 15'000; ++i) negations += "not ";
  CHECK(sql::classify(negations + "true)").need == Need::transaction);
}
