#include <migrate/doctor.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace migrate;
using namespace migrate::doctor;
using endpoint::Evidence;
using endpoint::Mode;

namespace {

endpoint::Endpoint leading_to(const std::string& url, const std::string& host, const std::string& port) {
  const endpoint::ConnectionString string{.text = Secret(url), .origin = "$X, set in .env:3", .target_name = {}};
  const auto prepared = endpoint::prepare(string);
  REQUIRE(prepared);
  return endpoint::classify(string, *prepared,
                            {.hosts = {{.host = host, .hostaddr = "", .port = port}},
                             .user = "app",
                             .database = "shop",
                             .sslmode = "require",
                             .password = Secret("secret"),
                             .rest = {}});
}

/// A direct connection on which all is well.
Connection healthy() {
  Connection one{.name = "$X",
                 .origin = "$X, set in .env:3",
                 .endpoint = leading_to("postgresql://app:secret@db.example:5432/shop", "db.example", "5432"),
                 .problem = {}};
  one.seen.addresses = {{.family = Address::Family::v6, .text = "2600::1", .said = ""}};
  one.seen.evidence = {.depth = Evidence::Depth::whole, .seen = Mode::direct, .notes = {}};
  one.seen.version = "15.8";
  one.seen.role = "app";
  one.seen.reached = "2600::1";
  one.seen.tls = {.version = "TLSv1.3", .cipher = "X", .certificate = Tls::Certificate::checked, .said = {}};
  one.seen.latency = std::chrono::milliseconds(31);
  one.seen.rights = Rights{};
  return one;
}

Connection pooled(const std::string& parameters = "") {
  auto one = healthy();
  one.endpoint = leading_to("postgresql://app:secret@aws-0-x.pooler.supabase.com:6543/shop" + parameters,
                            "aws-0-x.pooler.supabase.com", "6543");
  one.seen.evidence = {.depth = Evidence::Depth::cheap, .seen = Mode::unknown, .notes = {}};
  return one;
}

Row row_of(const Connection& connection) {
  const auto rows = diagnose({.site = {}, .connections = {connection}, .unusable = {}});
  const auto row = std::find_if(rows.begin(), rows.end(), [](const Row& one) { return one.name == "$X"; });
  REQUIRE(row != rows.end());
  return *row;
}

bool holds(const std::vector<std::string>& details, const std::string& part) {
  return std::any_of(details.begin(), details.end(),
                     [&](const std::string& one) { return one.find(part) != std::string::npos; });
}

std::vector<Row> rows_of(Site site) {
  auto rows = diagnose({.site = std::move(site), .connections = {healthy()}, .unusable = {}});
  std::erase_if(rows, [](const Row& row) { return row.section != Section::workspace; });
  return rows;
}

Diagnostic reason(const std::string& code, Severity severity = Severity::error) {
  return {
      .code = code, .severity = severity, .message = "is so", .labels = {}, .notes = {"a note"}, .helps = {"a help"}};
}

}  // namespace

TEST_CASE("a good connection is one line") {
  auto one = healthy();
  one.chosen = true;
  const auto row = row_of(one);
  CHECK(row.state == State::ok);
  CHECK(row.text == "direct, TLS 1.3, verified, IPv6, 31 ms, Postgres 15.8, as `app`; `migrate` uses this one");
  CHECK(row.details.empty());
}

TEST_CASE("each check finds what is wrong, and nothing on a good connection") {
  struct Case {
    std::string what;
    void (*harm)(Connection&);
    State state;
    std::string detail;  ///< a part of one; empty: none
  };
  const auto one = GENERATE(values<Case>({
      {"class: chosen", [](Connection& c) { c.endpoint = pooled().endpoint, c.chosen = true; }, State::fail, "M0101"},
      {"class: an application's", [](Connection& c) { c.seen.evidence.seen = Mode::session; }, State::ok, ""},
      {"class: behind an innocent port", [](Connection& c) { c.seen.evidence.seen = Mode::transaction; }, State::warn,
       "behaves like a transaction pooler"},
      {"class: not settled", [](Connection& c) { c.seen.evidence.seen = Mode::unknown; }, State::warn,
       "could not be settled"},
      {"class: a replica that migrate uses",
       [](Connection& c) { c.seen.evidence.seen = Mode::replica, c.chosen = true; }, State::fail, "M0103"},
      {"class: read-only", [](Connection& c) { c.seen.evidence.seen = Mode::read_only, c.chosen = true; }, State::fail,
       "M0104"},
      {"reach: unreadable", [](Connection& c) { c.endpoint = {}, c.seen = {}, c.problem = reason("M0116"); },
       State::fail, "M0116: is so"},
      {"reach: refused", [](Connection& c) { c.seen = {}, c.seen.failure = reason("M0111"); }, State::fail, "a help"},
      {"reach: not tried", [](Connection& c) { c.seen = {}, c.seen.not_tried = "why"; }, State::warn, "why"},
      {"tls: none", [](Connection& c) { c.seen.tls = {}; }, State::warn, "`sslmode=require`"},
      {"tls: none on this machine", [](Connection& c) { c.seen.tls = {}, c.seen.local = true; }, State::ok, ""},
      {"tls: not verified", [](Connection& c) { c.seen.tls.certificate = Tls::Certificate::unchecked; }, State::ok, ""},
      {"tls: wrong",
       [](Connection& c) {
         c.seen.tls.certificate = Tls::Certificate::wrong;
         c.seen.tls.said = "server certificate for \"a\" does not match host name \"b\"";
       },
       State::warn, "connect by the name that the certificate has"},
      {"addresses: one is dead",
       [](Connection& c) {
         c.seen.addresses.push_back({.family = Address::Family::v4, .text = "10.0.0.1", .said = "Connection refused"});
       },
       State::warn, "IPv4 address 10.0.0.1: Connection refused"},
      {"latency: far", [](Connection& c) { c.seen.latency = std::chrono::milliseconds(300); }, State::warn,
       "each query waits that long"},
      {"version: old", [](Connection& c) { c.seen.version = "9.6.2"; }, State::warn, "gets no fixes"},
      {"rights: nothing may be made", [](Connection& c) { c.chosen = true, c.seen.rights->closed = {"public"}; },
       State::fail, "`grant create, usage on schema public to app`"},
      {"rights: no schemas", [](Connection& c) { c.chosen = true, c.seen.rights->makes_schemas = false; }, State::warn,
       "may make no schema"},
      {"rights: tables of others",
       [](Connection& c) { c.chosen = true, c.seen.rights->foreign = {{.owner = "admin", .count = 12}}; }, State::warn,
       "12 tables in the schemas of migrations: only `admin` may alter or drop them"},
      {"rights: of an application",
       [](Connection& c) { c.seen.rights->closed = {"public"}, c.seen.rights->foreign = {{.owner = "a", .count = 1}}; },
       State::ok, ""},
  }));
  CAPTURE(one.what);
  auto connection = healthy();
  one.harm(connection);
  const auto row = row_of(connection);
  CHECK(row.state == one.state);
  CHECK((one.detail.empty() ? row.details.empty() : holds(row.details, one.detail)));
}

TEST_CASE("what a driver needs is said where a service uses a transaction pooler") {
  auto one = pooled();
  one.uses = {{.service = "web", .orm = "drizzle", .stack = advice::find_stack("drizzle")}};
  CHECK(row_of(one).state == State::warn);
  CHECK(holds(row_of(one).details, "Drizzle with postgres.js needs `prepare: false`"));
  CHECK(row_of(one).text.find("transaction pooler (port 6543)") == 0);
  CHECK(row_of(one).text.find("; `web` uses it") != std::string::npos);
  one.uses.front().stack = nullptr;
  CHECK(holds(row_of(one).details, "`migrate url --for STACK --mode transaction`"));
  one.uses.clear();
  CHECK(row_of(one).state == State::ok);

  auto direct = healthy();
  direct.uses = {{.service = "web", .orm = "drizzle", .stack = advice::find_stack("drizzle")}};
  CHECK(row_of(direct).state == State::ok);
}

TEST_CASE("a parameter of the URL that a driver needs, or must not have, is seen") {
  auto [stack, parameters, state] = GENERATE(table<std::string, std::string, State>({
      {"prisma-6", "", State::fail},
      {"prisma-6", "?pgbouncer=true", State::ok},
      {"drizzle", "?pgbouncer=true", State::fail},
      {"drizzle", "", State::warn},
  }));
  CAPTURE(stack, parameters);
  auto one = pooled(parameters);
  one.uses = {{.service = "web", .orm = "x", .stack = advice::find_stack(stack)}};
  CHECK(row_of(one).state == state);
}

TEST_CASE("a pooler that keeps prepared statements asks nothing of a driver") {
  auto one = pooled();
  one.uses = {{.service = "web", .orm = "drizzle", .stack = advice::find_stack("drizzle")}};
  one.seen.keeps_prepared = true;
  CHECK(row_of(one).state == State::ok);
  CHECK(holds(row_of(one).details, "named prepared statements last"));
  one.seen.keeps_prepared = false;
  CHECK(row_of(one).state == State::warn);
  CHECK(holds(row_of(one).details, "do not last: tried"));
}

TEST_CASE("services take the URL of their own name, the others DATABASE_URL") {
  std::vector<Service> services(4);
  services[0].name = "rust-service", services[0].orm = "sqlx";
  services[1].name = "api", services[1].orm = "alembic";
  services[2].name = "web", services[2].orm = "drizzle";
  services[3].name = "shared", services[3].orm = "sql";
  const std::vector<std::string> variables = {"DIRECT_URL", "DATABASE_URL", "RUST_SERVICE_DATABASE_URL", "API_DB_URL"};
  const auto who = [&](std::string_view variable, std::string_view url = "postgresql://x") {
    std::string text;
    for (const auto& use : uses_of(variable, variables, url, services))
      text += use.service + "=" + std::string(use.stack == nullptr ? "?" : use.stack->name) + " ";
    return text;
  };
  CHECK(who("DIRECT_URL").empty());
  CHECK(who("DATABASE_URL") == "web=drizzle ");
  CHECK(who("RUST_SERVICE_DATABASE_URL") == "rust-service=sqlx ");
  CHECK(who("API_DB_URL") == "api=sqlalchemy-psycopg2 ");
  CHECK(who("API_DB_URL", "postgresql+asyncpg://x") == "api=sqlalchemy-asyncpg ");
  CHECK(who("API_DB_URL", "postgresql+psycopg://x") == "api=sqlalchemy-psycopg3 ");
  CHECK(who("API_DB_URL", "host=x") == "api=? ");
}

TEST_CASE("the workspace: its config, its files") {
  CHECK(rows_of({}).front().state == State::warn);
  CHECK(rows_of({}).front().text == "no workspace here");

  const auto good = rows_of({.config = "migrate.yaml", .services = 3, .folder = "supabase/migrations", .files = 20});
  REQUIRE(good.size() == 2);
  CHECK(good[0].text == "3 services, ranges do not overlap");
  CHECK(good[1].text == "20 files, all collected from their sources");
  CHECK(good[0].state == State::ok);
  CHECK(good[1].state == State::ok);

  const auto bad = rows_of({.config = "migrate.yaml", .problems = {reason("M0011")}});
  CHECK(bad[0].state == State::fail);
  CHECK(bad[0].details == std::vector<std::string>{"M0011: is so"});

  const auto behind = rows_of({.config = "migrate.yaml", .folder = "m", .files = 2, .uncollected = 1});
  CHECK(behind[1].state == State::warn);
  CHECK(behind[1].text == "2 files, 1 migration not collected");
  const auto edited = rows_of({.config = "migrate.yaml", .folder = "m", .faults = {reason("M0303")}});
  CHECK(edited[1].state == State::fail);
}

TEST_CASE("the server's connections: by whom, and how many are left") {
  struct Case {
    int taken;
    State state;
    std::string detail;
  };
  const auto one = GENERATE(values<Case>({{38, State::ok, ""},
                                          {72, State::ok, ""},
                                          {73, State::warn, "14 are left, and a migration takes two"},
                                          {85, State::fail, "2 are left, and a migration takes two"},
                                          {86, State::fail, "1 is left, and a migration takes two"}}));
  auto connection = pooled();
  connection.seen.max_connections = 90;
  connection.seen.reserved = 3;
  connection.seen.holders = {{.who = "Supavisor", .count = one.taken - 4},
                             {.who = "a", .count = 1},
                             {.who = "b", .count = 1},
                             {.who = "c", .count = 1},
                             {.who = "d", .count = 1}};
  const auto rows = diagnose({.site = {}, .connections = {healthy(), connection}, .unusable = {}});
  CHECK(rows.back().section == Section::database);
  CHECK(rows.back().text == std::to_string(one.taken) + " of 90: " + std::to_string(one.taken - 4) +
                                " Supavisor, 1 a, 1 b, 1 c, 1 other (as on compute size small)");
  CHECK(rows.back().state == one.state);
  CHECK((one.detail.empty() ? rows.back().details.empty() : holds(rows.back().details, one.detail)));
}

TEST_CASE("variables: none, and one whose value cannot be used") {
  const auto none = diagnose({});
  CHECK(none.back().text == "no variable leads to a database");
  CHECK(none.back().state == State::warn);
  auto unusable = reason("M0120");
  unusable.labels.push_back({.source = std::make_shared<const Source>(Source{.name = ".env", .text = ""})});
  const auto rows = diagnose({.site = {}, .connections = {healthy()}, .unusable = {unusable}});
  CHECK(rows.back().name == ".env");
  CHECK(rows.back().state == State::fail);
}

TEST_CASE("every check has a name and says what it looks at") {
  for (const auto* check : checks()) {
    CAPTURE(check->name);
    CHECK(!check->name.empty());
    CHECK(!check->explain.empty());
    CHECK((check->of_connection == nullptr) != (check->of_all == nullptr));
  }
}
