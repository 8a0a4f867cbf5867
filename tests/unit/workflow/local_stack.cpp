#include "workflow/local_stack.hpp"

#include <catch2/catch.hpp>

using namespace migrate;
using endpoint::Endpoint;
using endpoint::Mode;

namespace {

workflow::LocalStack stack_of(std::string toml) {
  const auto parsed =
      markup::parse_toml(std::make_shared<Source>(Source{.name = "supabase/config.toml", .text = std::move(toml)}));
  REQUIRE(parsed.diagnostics.empty());
  return workflow::local_stack(parsed.root);
}

Endpoint classified(const std::string& host, const std::string& port, const std::string& query = "") {
  const endpoint::ConnectionString string{
      .text = Secret("postgresql://postgres:x@" + host + ":" + port + "/postgres" + query),
      .origin = "--url",
      .target_name = {}};
  endpoint::Resolved resolved;
  resolved.hosts = {{host, "", port}};
  resolved.user = "postgres";
  resolved.database = "postgres";
  return endpoint::classify(string, *endpoint::prepare(string), resolved);
}

}  // namespace

TEST_CASE("supabase/config.toml tells the mode of the local stack's ports") {
  struct Case {
    std::string toml;
    std::string host;
    std::string port;
    Mode mode;
    std::string found;
  };
  const std::string by_default = "the local stack's pooler, in transaction mode by default";
  const std::string by_config = "the local stack's pooler: `pool_mode = \"transaction\"` in supabase/config.toml";
  const auto one = GENERATE_COPY(values<Case>({
      {"", "127.0.0.1", "54329", Mode::transaction, by_default},
      {"[db.pooler]\nenabled = true\n", "localhost", "54329", Mode::transaction, by_default},
      {"[db.pooler]\npool_mode = \"session\"\n", "127.0.0.1", "54329", Mode::session, ""},
      {"[db.pooler]\npool_mode = \"transaction\"\n", "::1", "54329", Mode::transaction, by_config},
      {"[db.pooler]\npool_mode = \"odd\"\n", "127.0.0.1", "54329", Mode::transaction, by_default},
      {"[db.pooler]\nport = 6000\npool_mode = \"transaction\"\n", "127.0.0.1", "6000", Mode::transaction, by_config},
      {"[db.pooler]\nport = 6000\npool_mode = \"session\"\n", "127.0.0.1", "6000", Mode::session, ""},
      {"[db]\nport = 6543\n", "127.0.0.1", "6543", Mode::direct, ""},
      {"[db]\nshadow_port = 6432\n", "127.0.0.1", "6432", Mode::direct, ""},
      {"[db]\nport = \"6543\"\n", "127.0.0.1", "6543", Mode::transaction, "the usual port of a transaction pooler"},
      {"[db]\nport = 6543\n", "db.example", "6543", Mode::transaction, "the usual port of a transaction pooler"},
      {"[db.pooler]\npool_mode = \"session\"\n", "127.0.0.2", "5432", Mode::direct, ""},
  }));
  CAPTURE(one.toml, one.host, one.port);
  auto endpoint = classified(one.host == "::1" ? "localhost" : one.host, one.port);
  endpoint.resolved.hosts[0].host = one.host;
  workflow::refine(endpoint, stack_of(one.toml));
  CHECK(endpoint.mode == one.mode);
  CHECK((endpoint.findings.empty() ? "" : endpoint.findings[0].text) == one.found);
  CHECK(guard(endpoint, {}).has_value() == (one.mode != Mode::transaction));
}

TEST_CASE("pgbouncer=true is believed more than the local stack's config") {
  auto endpoint = classified("127.0.0.1", "54322", "?pgbouncer=true");
  workflow::refine(endpoint, workflow::LocalStack{});
  CHECK(endpoint.mode == Mode::transaction);
}

TEST_CASE("a list of hosts is not refined") {
  auto endpoint = classified("127.0.0.1", "6543");
  endpoint.resolved.hosts.push_back({"127.0.0.1", "", "6543"});
  workflow::refine(endpoint, stack_of("[db]\nport = 6543\n"));
  CHECK(endpoint.mode == Mode::transaction);
}
