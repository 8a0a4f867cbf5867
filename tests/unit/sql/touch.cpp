#include <catch2/catch.hpp>
#include <migrate/touch.hpp>

using namespace migrate;

namespace {

/// "exclusive orders, share public.items; made a; waits; rights"
std::string shown(const sql::Touched& touched) {
  static constexpr const char* locks[] = {"none", "gentle", "share", "exclusive"};
  const auto name = [](const sql::Name& one) { return one.schema.empty() ? one.name : one.schema + "." + one.name; };
  std::string all;
  const auto add = [&](const std::string& part) { all += (all.empty() ? "" : ", ") + part; };
  for (const auto& one : touched.relations)
    add(locks[static_cast<int>(one.lock)] + std::string(one.owned ? "! " : " ") + name(one.name));
  for (const auto& one : touched.made) add("makes " + name(one));
  for (const auto& one : touched.schemas) add("schema " + one);
  if (touched.waits_for_all) add("waits");
  if (touched.changes_rights) add("rights");
  return all;
}

}  // namespace

TEST_CASE("the words of a statement tell which tables it locks, and what it makes") {
  auto [statement, expected] = GENERATE(table<std::string, std::string>({
      {"alter table orders add column total int", "exclusive! orders"},
      {"ALTER TABLE IF EXISTS ONLY \"Public\".\"My Orders\" ADD x int", "exclusive! Public.My Orders"},
      {"alter table orders validate constraint c", "gentle! orders"},
      {"alter table orders add foreign key (x) references shop.items (id)", "exclusive! orders, share shop.items"},
      {"alter table orders owner to app", "exclusive! orders, rights"},
      {"create table a (x int references b, y int references c (id))", "share b, share c, makes a"},
      {"create table if not exists app.a ()", "makes app.a"},
      {"create temp table a ()", ""},
      {"create index a_idx on only a (x)", "share! a"},
      {"create unique index concurrently if not exists a_idx on s.a using btree (x)", "gentle! s.a, waits"},
      {"create index on a (x)", "share! a"},
      {"create trigger t before insert on a execute function f()", "share a"},
      {"create policy p on a for select using (true)", "exclusive! a"},
      {"create or replace function f() returns int language sql as 'select 1'", "makes f"},
      {"create schema if not exists app", "schema app"},
      {"drop table if exists a, s.b cascade", "exclusive! a, exclusive! s.b"},
      {"drop index concurrently a_idx", "gentle! a_idx, waits"},
      {"drop policy p on a", "exclusive! a"},
      {"truncate table a, b", "exclusive a, exclusive b"},
      {"reindex table concurrently a", "gentle! a, waits"},
      {"insert into a values (1)", ""},
      {"set role app", "rights"},
      {"do $$ begin end $$", "rights"},
      {"select pg_catalog.set_config('search_path', 'x', false)", "rights"},
      {"select 1", ""},
      {"", ""},
      {"create", ""},
      {"alter table", ""},
  }));
  CHECK(shown(sql::touched(statement)) == expected);
}
