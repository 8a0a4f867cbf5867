#include "unit/sources/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate;

namespace {

const sources::Adapter& adapter() {
  return *sources::find("alembic");
}

std::string revision(std::string_view id, std::string_view down, std::string_view more = "") {
  return "\"\"\"about " + std::string(id) + "\n\nRevision ID: x\n\"\"\"\nrevision = '" + std::string(id) +
         "'\ndown_revision = " + std::string(down) + "\n" + std::string(more);
}

sources::Discovery discover(std::vector<std::pair<std::string, std::string>> revisions) {
  std::vector<std::pair<std::string, std::string>> files{{"api/alembic.ini", "[alembic]\nscript_location = alembic\n"}};
  for (auto& [name, text] : revisions) files.emplace_back("api/alembic/versions/" + name + ".py", text);
  return adapter().discover(tree_of(std::move(files)), service_in("api", "alembic"));
}

}  // namespace

TEST_CASE("the revisions that alembic 1.8.1 wrote come in the order of its own `upgrade heads`") {
  const auto found =
      adapter().discover(read_fixture("alembic-1.8.1/services/api", adapter(), "api"), service_in("api", "alembic"));
  CHECK(found.folder == "api/alembic/versions");
  CHECK(found.config == "api/alembic.ini");
  CHECK(found.ledger_table == "alembic_version");
  CHECK(codes_of(found.diagnostics) == std::vector<std::string>{"M0246"});
  CHECK(ids_of(found) == std::vector<std::string>{"1975ea83b712", "27c6a30d7c24", "3b1f0e5a9c77", "4d2c8f6b1e90",
                                                  "8c4e6f1a0d57", "6e9d1c4b8a25", "5a0b7d3c2f18", "7f3a5e2d9b46",
                                                  "b10000000001", "b20000000002", "9d5f7a2b1e68", "ae6a8b3c2f79"});
  const auto by_id = [&](std::string_view id) {
    return *std::find_if(found.migrations.begin(), found.migrations.end(), [&](const auto& m) { return m.id == id; });
  };
  CHECK(by_id("8c4e6f1a0d57").name == "late branch: phone of customers");
  CHECK(by_id("1975ea83b712").ledger == LedgerKeys{{"revision", "1975ea83b712"}, {"down", ""}});
  CHECK(by_id("7f3a5e2d9b46").ledger.at("down") == "5a0b7d3c2f18,6e9d1c4b8a25");
  CHECK(by_id("9d5f7a2b1e68").ledger.at("down") == "7f3a5e2d9b46,8c4e6f1a0d57");
  CHECK(by_id("b10000000001").ledger.at("down") == "27c6a30d7c24");
  CHECK_FALSE(by_id("b10000000001").sql.has_value());
}

TEST_CASE("parents come first, whatever the files are called") {
  const auto found = discover({{"a", revision("r3", "('r2a', 'r2b')")},
                               {"b", revision("r2b", "'r1'")},
                               {"c", revision("r2a", "'r1'")},
                               {"d", revision("r1", "None")}});
  CHECK(found.diagnostics.empty());
  CHECK(ids_of(found) == std::vector<std::string>{"r1", "r2b", "r2a", "r3"});
  CHECK(found.migrations.back().ledger.at("down") == "r2a,r2b");
}

TEST_CASE("a dependency comes first, by identity or by label, and an inherited one does not count twice") {
  const auto found = discover({{"a", revision("a1", "None", "depends_on = 'late'\n")},
                               {"b", revision("a2", "'a1'", "depends_on = ['b1']\n")},
                               {"c", revision("b1", "None", "branch_labels = ('late',)\n")}});
  CHECK(ids_of(found) == std::vector<std::string>{"b1", "a1", "a2"});
  CHECK(found.migrations[1].ledger.at("down") == "b1");
  CHECK(found.migrations[2].ledger.at("down") == "a1");
}

TEST_CASE("several heads are a note, and everything is found") {
  const auto found =
      discover({{"a", revision("r1", "None")}, {"b", revision("r2", "'r1'")}, {"c", revision("r3", "'r1'")}});
  REQUIRE(found.diagnostics.size() == 1);
  CHECK(found.diagnostics[0].severity == Severity::note);
  CHECK(found.diagnostics[0].message == "the revisions have 2 heads: `r2`, `r3`");
  CHECK(found.migrations.size() == 3);
}

TEST_CASE("a damaged graph is an error with its place") {
  auto [files, code, message, place] = GENERATE(table<std::vector<std::pair<std::string, std::string>>, std::string,
                                                      std::string, std::string>({
      {{{"a", revision("r1", "'r0'")}}, "M0244", "revision `r1` refers to `r0`, which is not there", "'r0'"},
      {{{"a", revision("r1", "None")}, {"b", revision("r1", "None")}},
       "M0243",
       "two revisions are called `r1`",
       "'r1'"},
      {{{"a", revision("r1", "'r2'")}, {"b", revision("r2", "'r1'")}}, "M0245", "the revisions form a cycle", "'r2'"},
      {{{"a", revision("r1", "'r1'")}}, "M0245", "the revisions form a cycle", "'r1'"},
      {{{"a", revision("r1", "None", "depends_on = 'x'\n")}},
       "M0244",
       "revision `r1` refers to `x`, which is not there",
       "'x'"},
      {{{"a", revision("r1", "PREVIOUS")}}, "M0242", "`down_revision` of a.py is not a literal", "PREVIOUS"},
      {{{"a", revision("r1", "f'{x}'")}}, "M0242", "`down_revision` of a.py is not a literal", "f'{x}'"},
      {{{"a", "'''open\nrevision = 'r1'\n"}}, "M0240", "a.py is not readable as Python", "'''"},
      {{{"a", "import x\n"}}, "M0241", "a.py has no `revision`", "import x"},
      {{{"a", "if True:\n    revision = 'r1'\n"}}, "M0241", "a.py has no `revision`", "if True:"},
  }));
  const auto found = discover(files);
  REQUIRE(found.diagnostics.size() == 1);
  const auto& diagnostic = found.diagnostics.front();
  CHECK(diagnostic.code == code);
  CHECK(diagnostic.message == message);
  REQUIRE_FALSE(diagnostic.labels.empty());
  const auto& label = diagnostic.labels.front();
  CHECK(label.source->text.substr(label.span.begin, label.span.end - label.span.begin) == place);
}

TEST_CASE("an identity that the column cannot hold is a warning") {
  const auto found = discover({{"a", revision(std::string(33, 'r'), "None")}});
  REQUIRE(found.diagnostics.size() == 1);
  CHECK(found.diagnostics[0].code == "M0249");
  CHECK(found.migrations.size() == 1);
}

TEST_CASE("files beside the revisions are passed over") {
  const auto found = discover({{"__init__", ""}, {"sub/deeper", "x"}, {"a", revision("r1", "None")}});
  CHECK(found.diagnostics.empty());
  CHECK(found.migrations.size() == 1);
}

TEST_CASE("the versions folders come from the config") {
  auto [path, config, versions] = GENERATE(table<std::string, std::string, std::string>({
      {"api/alembic.ini", "[alembic]\nscript_location = %(here)s/db\n", "api/db/versions"},
      {"api/alembic.ini", "[DEFAULT]\nroot = db\n[alembic]\nscript_location = %(root)s/x\n", "api/db/x/versions"},
      {"api/alembic.ini", "[alembic]\nscript_location = shop.db:migrations\n", "api/shop/db/migrations/versions"},
      {"api/alembic.ini",
       "[alembic]\nscript_location = db\nversion_locations = %(here)s/old_versions %(here)s/versions\n",
       "api/versions"},
      {"api/alembic.ini",
       "[alembic]\nscript_location = db\nversion_path_separator = os  # Use os.pathsep.\nversion_locations = "
       "old_versions:my versions\n",
       "api/my versions"},
      {"api/alembic.ini", "[alembic]\nscript_location: db\nversion_locations =\n  old_versions\n  versions\n",
       "api/versions"},
      {"api/pyproject.toml", "[tool.alembic]\nscript_location = \"%(here)s/db\"\n", "api/db/versions"},
      {"api/other.txt", "", "api/migrations/versions"},
      {"api/other.txt", "", "api/alembic/versions"},
  }));
  CAPTURE(config);
  auto tree = tree_of({{path, config}, {versions + "/a.py", revision("r1", "None")}}, {"api/db", "api/old_versions"});
  const auto found = adapter().discover(tree, service_in("api", "alembic"));
  CHECK(found.diagnostics.empty());
  CHECK(ids_of(found) == std::vector<std::string>{"r1"});
}

TEST_CASE("a folder that is not there is named") {
  const auto found = adapter().discover(tree_of({{"api/alembic.ini", "[alembic]\nscript_location = ../../../etc\n"}}),
                                        service_in("api", "alembic"));
  REQUIRE(codes_of(found.diagnostics) == std::vector<std::string>{"M0247"});
  CHECK(found.diagnostics[0].message == "there is no folder `../../../etc`");
  CHECK(found.migrations.empty());
  CHECK(codes_of(adapter().discover(tree_of({}), service_in("api", "alembic")).diagnostics) ==
        std::vector<std::string>{"M0247"});
}

TEST_CASE("a versions folder whose files are not read is an error, until `migrations` names it") {
  const auto tree =
      tree_of({{"api/alembic.ini", "[alembic]\nscript_location = db\nversion_locations = %(here)s/db/history\n"}},
              {"api/db/history"});
  auto service = service_in("api", "alembic");
  const auto found = adapter().discover(tree, service);
  REQUIRE(codes_of(found.diagnostics) == std::vector<std::string>{"M0258"});
  CHECK(found.diagnostics[0].message == "the revisions in `api/db/history` are not read");
  CHECK(marked(found.diagnostics[0]) == "%(here)s/db/history");
  CHECK(found.diagnostics[0].helps ==
        std::vector<std::string>{"write for `api` in the workspace's config: `migrations: db/history`"});
  service.migrations = "api/db/history";
  CHECK(codes_of(adapter().discover(tree, service).diagnostics).empty());
}

TEST_CASE("the table is what env.py says") {
  auto [configure, expected, code] = GENERATE(table<std::string, std::string, std::string>({
      {"context.configure(connection=c)", "alembic_version", ""},
      {"context.configure(connection=c, version_table='api_version')", "api_version", ""},
      {"context.configure(\n  # x\n  version_table_schema=\"api\",\n)", "api.alembic_version", ""},
      {"TABLE = 'v'\ncontext.configure(version_table=TABLE)", "v", ""},
      {"context.configure(version_table_schema=None)", "alembic_version", ""},
      {"context.configure(version_table='My')", "\"My\"", ""},
      {"context.configure(version_table_schema=settings.schema)", "alembic_version", "M0255"},
  }));
  const auto found = adapter().discover(
      tree_of({{"api/alembic/versions/a.py", revision("r1", "None")}, {"api/alembic/env.py", configure + "\n"}}),
      service_in("api", "alembic"));
  CHECK(found.ledger_table == expected);
  CHECK(codes_of(found.diagnostics) == (code.empty() ? std::vector<std::string>{} : std::vector<std::string>{code}));
}

TEST_CASE("what an adapter wants to read") {
  auto [path, wanted] = GENERATE(table<std::string, bool>({{"alembic.ini", true},
                                                           {"pyproject.toml", true},
                                                           {"alembic/env.py", true},
                                                           {"alembic/versions/a.py", true},
                                                           {"a.py", true},
                                                           {"app/models.py", false},
                                                           {"alembic/versions/a.sql", false}}));
  CHECK(adapter().reads(path) == wanted);
}
