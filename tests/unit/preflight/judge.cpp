#include <catch2/catch.hpp>
#include <migrate/preflight.hpp>

using namespace migrate;
using preflight::Facts;
using preflight::Scope;
using preflight::Session;

namespace {

Facts good() {
  return {.role = "app",
          .database = "shop",
          .schema = "public",
          .history = Facts::Record::open,
          .journal = Facts::Record::open,
          .most_connections = 100,
          .reserved_connections = 3,
          .connections = 20,
          .transaction_age = 1000};
}

std::string said(const Facts& facts, const Scope& scope = {}) {
  std::string all;
  for (const auto& one : preflight::judge(facts, scope))
    all += std::string(name_of(one.severity)) + " " + one.code + " " + one.message + "\n";
  return all;
}

Session session(const std::string& application, long long age, const std::string& query) {
  return {.process = "42",
          .application = application,
          .user = "app",
          .state = "active",
          .age = preflight::seconds(age),
          .query = query,
          .tables = {"public.orders"}};
}

}  // namespace

TEST_CASE("nothing is said of a database that is ready") {
  CHECK(said(good()).empty());
}

TEST_CASE("what the role may not do is known before the first write") {
  auto facts = good();
  facts.history = Facts::Record::closed;
  CHECK(said(facts) == "error M0644 `app` may not write the migration history\n");
  facts = good();
  facts.journal = Facts::Record::missing;
  CHECK(said(facts).empty());
  facts.makes_schemas = false;
  CHECK(said(facts) == "error M0644 `app` may make no schema in database `shop`, and the history needs one\n");
  facts = good();
  facts.closed = {{.name = "public", .owner = "postgres"}};
  facts.foreign = {{.name = "public.orders", .owner = "other"}};
  CHECK(said(facts) ==
        "error M0644 `app` may make nothing in schema `public`, and what is pending does\n"
        "error M0644 `public.orders` belongs to `other`, and only its owner may change it\n");
  CHECK(said(facts, {.certain = false}).find("error") == std::string::npos);
}

TEST_CASE("connections, indexes and transaction numbers") {
  auto facts = good();
  facts.connections = 96;
  CHECK(said(facts) == "warning M0645 the server has 1 connection left\n");
  facts = good();
  facts.invalid = {{.name = "public.orders_idx", .table = "public.orders"}};
  CHECK(said(facts) == "warning M0646 the index `public.orders_idx` on `public.orders` is invalid\n");
  CHECK(said(facts, {.indexes = {{.schema = "", .name = "orders_idx"}}}).empty());
  facts = good();
  facts.transaction_age = 2'000'000'000;
  CHECK(said(facts) == "warning M0648 the database has 147 million transaction numbers left\n");
  facts.transaction_age = 2'145'000'000;
  CHECK(said(facts) == "error M0648 the database is out of transaction numbers\n");
}

TEST_CASE("who is in the way is judged by what it is") {
  auto [held, expected] = GENERATE(table<Session, std::string>({
      {session("pg_dump", 1, "COPY public.orders TO stdout"), "error M0650 `pg_dump` is reading `public.orders`\n"},
      {session("psql", 4, "select 1"), ""},
      {session("psql", 300, "select 1"), "warning M0651 a long transaction holds locks on `public.orders`\n"},
      {session("", 300, "autovacuum: VACUUM public.orders"), ""},
      {session("", 300, "autovacuum: VACUUM public.orders (to prevent wraparound)"),
       "warning M0649 a vacuum against wraparound works on `public.orders`\n"},
  }));
  auto facts = good();
  facts.holders = {held};
  CHECK(said(facts) == expected);
}

TEST_CASE("prepared transactions stop what needs their tables, old ones are named") {
  auto facts = good();
  facts.prepared = {{.id = "pay-1", .owner = "app", .age = preflight::seconds(10), .tables = {}}};
  CHECK(said(facts).empty());
  facts.prepared[0].age = preflight::seconds(7300);
  CHECK(said(facts) == "warning M0647 a prepared transaction is 2 h old\n");
  facts.prepared[0].tables = {"public.orders"};
  CHECK(said(facts) == "error M0647 a prepared transaction holds locks on `public.orders`\n");
}

TEST_CASE("an old snapshot delays what is built concurrently, and nothing else") {
  auto facts = good();
  facts.oldest = {session("psql", 600, "select 1")};
  CHECK(said(facts).empty());
  CHECK(said(facts, {.concurrent = "00301"}) ==
        "warning M0652 00301 waits for a transaction that has been open for 10 min\n");
  facts.oldest = {session("psql", 20, "select 1")};
  CHECK(said(facts, {.concurrent = "00301"}).empty());
}
