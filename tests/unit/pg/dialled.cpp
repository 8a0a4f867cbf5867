#include <catch2/catch.hpp>
#include <migrate/endpoint.hpp>
#include <migrate/pg.hpp>

#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

using namespace migrate;

namespace {

/// Variables of libpq for a while; a service file among them.
class Surrounded {
 public:
  explicit Surrounded(std::map<std::string, std::string> variables) : variables_(std::move(variables)) {
    for (const auto& [name, value] : variables_) setenv(name.c_str(), value.c_str(), 1);
  }
  ~Surrounded() {
    for (const auto& [name, value] : variables_) unsetenv(name.c_str());
  }
  Surrounded(const Surrounded&) = delete;
  Surrounded& operator=(const Surrounded&) = delete;

 private:
  std::map<std::string, std::string> variables_;
};

/// What libpq itself would dial after our clean-up: "h:5432 a:6543 db"; the address in place of a name that has one.
/// A code where it is refused.
std::string dialled(const std::string& text) {
  const auto prepared = endpoint::prepare({.text = Secret(text), .origin = "--url", .target_name = {}});
  if (!prepared) return prepared.error().code;
  const auto resolved = pg::resolve(prepared->conninfo, "--url");
  if (!resolved) return resolved.error().code;
  std::string out;
  for (const auto& [host, hostaddr, port] : resolved->hosts)
    out += (hostaddr.empty() ? host : hostaddr) + ":" + port + " ";
  return out + resolved->database;
}

std::string password(const std::string& text) {
  const auto prepared = endpoint::prepare({.text = Secret(text), .origin = "--url", .target_name = {}});
  return pg::resolve(prepared->conninfo, "--url")->password.reveal();
}

}  // namespace

TEST_CASE("what each form of a connection string dials, asked of libpq") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"postgresql://u:p@h1:5432/db?port=6543", "h1:6543 db"},
      {"postgresql://u:p@h1/db?host=h2&hostaddr=10.0.0.9", "10.0.0.9:5432 db"},
      {"postgresql://u:p@h1/db?host=h2", "h2:5432 db"},
      {"postgresql://u:p@h1:65%343/db", "h1:6543 db"},
      {"postgresql://u:p@%68ost/db", "host:5432 db"},
      {"postgresql://u:p@w@h:6543/db", "M0108"},
      {"postgresql://u:p/w@h:5432/db", "M0108"},
      {"postgresql://u:p#w@h/db", "h:5432 db"},
      {"postgresql://u:p?w@h/db", "h:5432 db"},
      {"postgresql://u:pa:ss@h/db", "h:5432 db"},
      {"postgresql://u:p%w@h/db", "M0108"},
      {"postgresql://u:p@h/db#frag", "h:5432 db#frag"},
      {"postgresql://u:p@h/db ", "h:5432 db"},
      {" postgresql://u:p@h/db", "h:5432 db"},
      {"'postgresql://u:p@h/db'", "h:5432 db"},
      {"POSTGRES://u:p@h/db", "h:5432 db"},
      {"postgresql+psycopg2://u:p@h/db", "h:5432 db"},
      {"jdbc:postgresql://h:6000/db?user=u&password=p", "h:6000 db"},
      {"prisma+postgres://accelerate.prisma-data.net/?api_key=k", "M0127"},
      {"postgresql://u@2600:1f18::1:6543/db", "M0108"},
      {"postgresql://u@[2600:1f18::1]:6543/db", "2600:1f18::1:6543 db"},
      {"postgresql://u:p@h:abc/db", "M0108"},
      {"postgresql://u:p@h:70000/db", "M0108"},
      {"postgresql://u:p@h:0/db", "M0108"},
      {"postgresql://u:p@h1:5432,h2:6543/db", "h1:5432 h2:6543 db"},
      {"host=a,b port=5432,6543 user=u dbname=db", "a:5432 b:6543 db"},
      {"host=a,b port=6543 user=u dbname=db", "a:6543 b:6543 db"},
      {"postgresql://u:p@h1:6000,h2/db", "h1:6000 h2:5432 db"},
      {"postgresql://u:p@h/db?port=", "h:5432 db"},
      {"postgresql://u:p@h/db?service=nowhere", "M0116"},
      {"postgresql://u:p@h/db?ssl=true", "h:5432 db"},
      {"postgresql://u:p@h/db?ssl=yes", "M0116"},
      {"postgresql://u:p@h/db?bogus=1", "M0116"},
      {"postgresql://u:p@h/db?sslmode=no-verify", "h:5432 db"},
  }));
  CAPTURE(text);
  CHECK(dialled(text) == expected);
}

TEST_CASE("a password is what stands there, decoded") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"postgresql://u:p#w@h/db", "p#w"},
      {"postgresql://u:p?w@h/db", "p?w"},
      {"postgresql://u:pa:ss@h/db", "pa:ss"},
      {"postgresql://u:p%40w%25@h/db", "p@w%"},
      {"host=h user=u password='a b\\'c'", "a b'c"},
  }));
  CHECK(password(text) == expected);
}

TEST_CASE("more ports than hosts are dialled nowhere") {
  const auto prepared =
      endpoint::prepare({.text = Secret("host=a,b port=1,2,3 user=u"), .origin = "--url", .target_name = {}});
  REQUIRE(prepared);
  CHECK_FALSE(pg::resolve(prepared->conninfo, "--url").has_value());
}

TEST_CASE("a blank in options stays a plus") {
  const auto prepared =
      endpoint::prepare({.text = Secret("postgresql://u@h/db?options=-c+x%3Dy"), .origin = "--url", .target_name = {}});
  CHECK(pg::resolve(prepared->conninfo, "--url")->rest.at("options") == "-c+x=y");
}

TEST_CASE("what the environment and a service file add, asked of libpq") {
  const auto services = std::filesystem::temp_directory_path() / ("migrate-services-" + std::to_string(getpid()));
  std::ofstream(services) << "[prod]\nhost=elsewhere\nport=6543\ndbname=shop\n";
  struct Case {
    std::map<std::string, std::string> variables;
    std::string text;
    std::string expected;
  };
  const auto one = GENERATE(values<Case>({
      {{{"PGPORT", "6543"}}, "postgresql://u@h/db", "h:6543 db"},
      {{{"PGPORT", "6543"}}, "postgresql://u@h:5432/db", "h:5432 db"},
      {{{"PGPORT", "6543"}}, "postgresql://u@h1,h2/db", "h1:5432 h2:5432 db"},
      {{{"PGPORT", "6543"}}, "postgresql://u@h/db?port=", "h:5432 db"},
      {{{"PGHOST", "other"}}, "postgresql://u@h/db", "h:5432 db"},
      {{{"PGHOST", "other"}}, "postgresql:///db?user=u", "other:5432 db"},
      {{{"PGHOSTADDR", "10.0.0.9"}}, "postgresql://u@h/db", "10.0.0.9:5432 db"},
      {{{"PGSERVICE", "prod"}}, "postgresql://u@h/db", "h:6543 db"},
      {{{"PGSERVICE", "prod"}, {"PGPORT", "7000"}, {"PGHOST", "other"}},
       "postgresql:///db?user=u",
       "elsewhere:6543 db"},
      {{}, "postgresql://u@h?service=prod", "h:6543 shop"},
      {{}, "service=prod user=u", "elsewhere:6543 shop"},
      {{{"PGSERVICE", "nowhere"}}, "postgresql://u@h/db", "M0116"},
  }));
  CAPTURE(one.text);
  auto variables = one.variables;
  variables["PGSERVICEFILE"] = services.string();
  const Surrounded surrounded(variables);
  CHECK(dialled(one.text) == one.expected);
  std::filesystem::remove(services);
}
