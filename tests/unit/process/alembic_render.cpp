#include <migrate/process.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

using namespace migrate;

/// src/sources/alembic_render.py under the machine's own Alembic. Without one these tests pass without a word.
namespace {

namespace fs = std::filesystem;

const fs::path root = MIGRATE_SOURCE_DIR;
constexpr auto python = "/usr/bin/python3";

bool has_alembic() {
  const auto exit = process::run({.words = {python, "-c", "import alembic"}});
  return exit && exit->status == 0;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string request(const std::vector<std::pair<std::string, std::string>>& revisions) {
  std::string listed;
  for (const auto& [id, path] : revisions) listed += "{'id': '" + id + "', 'path': '" + path + "'}, ";
  return "\nmain({'config': 'alembic.ini', 'folder': 'alembic', 'revisions': [" + listed + "]})\n";
}

std::string render(const fs::path& folder, const std::vector<std::pair<std::string, std::string>>& revisions) {
  const auto exit = process::run({.words = {python, "-"},
                                  .folder = folder.string(),
                                  .input = read(root / "src/sources/alembic_render.py") + request(revisions),
                                  .deadline = std::chrono::seconds(60)});
  REQUIRE(exit.has_value());
  INFO(exit->errors);
  CHECK(exit->status == 0);
  return exit->output;
}

/// A folder with an Alembic environment whose env.py must not be run.
struct Project {
  fs::path folder = make();
  ~Project() { fs::remove_all(folder); }

  static fs::path make() {
    auto name = (fs::temp_directory_path() / "migrate-alembic-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    fs::create_directories(fs::path(name) / "alembic/versions");
    std::ofstream(fs::path(name) / "alembic.ini") << "[alembic]\nscript_location = alembic\n";
    // Found before the real library, were the working folder searched.
    std::ofstream(fs::path(name) / "sqlalchemy.py") << "raise SystemExit('not the library')\n";
    std::ofstream(fs::path(name) / "alembic/env.py") << "open('canary', 'w')\n";
    return name;
  }

  /// The answer for revisions r0, r1, … of these bodies of upgrade(), which begin in line 6.
  [[nodiscard]] std::string upgrade(const std::vector<std::string>& bodies) const {
    std::vector<std::pair<std::string, std::string>> revisions;
    for (const auto& body : bodies) {
      const auto id = "r" + std::to_string(revisions.size());
      revisions.emplace_back(id, "alembic/versions/" + id + ".py");
      std::ofstream(folder / revisions.back().second)
          << "from alembic import op, context\nimport sqlalchemy as sa\nrevision = '" << id
          << "'\ndown_revision = None\ndef upgrade():\n    " << body
          << "\ndef downgrade():\n    raise NotImplementedError\n";
    }
    return render(folder, revisions);
  }
};

struct Case {
  std::string body;
  std::string answer;  ///< without the identity
};
std::string statements(const std::string& listed, const std::string& mode = "inside") {
  return R"("up": [)" + listed + R"(], "down": [], "mode": ")" + mode + R"("})";
}
std::string problem(const std::string& kind, const std::string& reason) {
  return R"("problem": {"kind": ")" + kind + R"(", "reason": ")" + reason + R"(", "line": "6"}})";
}

void check(const Project& project, const std::vector<Case>& cases) {
  std::vector<std::string> bodies;
  for (const auto& one : cases) bodies.push_back(one.body);
  const auto output = project.upgrade(bodies);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    CAPTURE(cases[i].body, output);
    CHECK(output.find(R"({"id": "r)" + std::to_string(i) + R"(", )" + cases[i].answer) != std::string::npos);
  }
}

}  // namespace

TEST_CASE("what upgrade() executes is written down unchanged") {
  if (!has_alembic()) return;
  const Project project;
  check(
      project,
      {
          {R"py(op.execute("select '\t', '{\"a\":true}', '\\n', 100 % 3"))py",
           statements(R"py("select '\t', '{\"a\":true}', '\\n', 100 % 3")py")},
          {R"py(op.execute(r"select 'C:\x' where a = '\:b'"))py", statements(R"py("select 'C:\\x' where a = ':b'")py")},
          {R"py(op.execute(sa.text("select :a, :b, :c, :d").bindparams(a=None, b=True, c=-1, d="it's")))py",
           statements(R"py("select NULL, true,  -1, 'it''s'")py")},
          {R"py(op.execute(sa.text("select 1 where x in :a").bindparams(sa.bindparam("a", [1, 2], expanding=True))))py",
           statements(R"py("select 1 where x in (1, 2)")py")},
          {R"py(op.get_bind().execute(sa.text("delete from t where i = :i"), {"i": b"\0\xff"}))py",
           statements(R"py("delete from t where i = '\\x00ff'::bytea")py")},
          {R"py(op.get_bind().execute(sa.table("t", sa.column("a")).insert(), [{"a": 1}, {"a": 2}]))py",
           statements(R"py("INSERT INTO t (a) VALUES (1)", "INSERT INTO t (a) VALUES (2)")py")},
          {R"py(op.execute(sa.table("t", sa.column("a", sa.JSON)).insert().values(a={"k": [1, None]})))py",
           statements(R"py("INSERT INTO t (a) VALUES ('{\"k\": [1, null]}')")py")},
          {R"py(op.execute(sa.table("t", sa.column("a", sa.Date)).update().values(a=__import__("datetime").date(2024, 2, 29))))py",
           statements(R"py("UPDATE t SET a='2024-02-29'::date")py")},
          {R"py(op.create_table("t", sa.Column("a", sa.Text, server_default="x\\y%")))py",
           statements(R"py("CREATE TABLE t (\n\ta TEXT DEFAULT 'x\\y%'\n)")py")},
          {R"py(sa.Enum("a", "b", name="e").create(op.get_bind()))py",
           statements(R"py("CREATE TYPE e AS ENUM ('a', 'b')")py")},
          {R"py(print("noise"); op.execute("select 1" if context.is_offline_mode() else "select 2"))py",
           statements(R"py("select 1")py")},
          {"with op.get_context().autocommit_block(): op.execute('vacuum')", statements(R"py("vacuum")py", "outside")},
          {"pass", statements("")},
      });
  CHECK_FALSE(fs::exists(project.folder / "canary"));
  CHECK_FALSE(fs::exists(project.folder / "alembic/versions/__pycache__"));
}

TEST_CASE("what needs a database or has no literal is a problem with its line") {
  if (!has_alembic()) return;
  check(Project(),
        {
            {"op.get_bind().execute(sa.text('select 1')).fetchall()",
             problem("database", "it uses the result of a query")},
            {"for row in op.get_bind().execute(sa.text('select 1')): pass",
             problem("database", "it uses the result of a query")},
            {"sa.inspect(op.get_bind())", problem("database", "it inspects the database")},
            {"op.get_bind().dialect.has_table(op.get_bind(), 't')", problem("database", "it inspects the database")},
            {"sa.MetaData().reflect(op.get_bind())", problem("database", "it inspects the database")},
            {"sa.orm.Session(op.get_bind()).execute(sa.text('select 1'))",
             problem("error", "AttributeError: module 'sqlalchemy' has no attribute 'orm'")},
            {"op.get_bind().begin()", problem("database", "it uses `begin` of the connection")},
            {"op.execute(sa.table('t', sa.column('a')).insert().values(a=object()))",
             problem("value", "a value of type `object` has no literal form")},
            {"op.execute(sa.text('select :a').bindparams(a='a\\0b'))",
             problem("value", "a string with a NUL character cannot be stored by Postgres")},
            {"import os; os.environ['NO_SUCH']", problem("error", "KeyError: 'NO_SUCH'")},
            {"raise SystemExit(3)", problem("error", "SystemExit: 3")},
            // Catching the refusal does not help.
            {"try: op.get_bind().execute(sa.text('select 1')).scalar()\n    except Exception: op.execute('select 2')",
             problem("database", "it uses the result of a query")},
        });
}

TEST_CASE("the bulk insert of the fixture loses nothing") {
  if (!has_alembic()) return;
  const auto output = render(root / "fixtures/alembic-1.8.1/services/api",
                             {{"3b1f0e5a9c77", "alembic/versions/3b1f0e5a9c77_first_customers.py"}});
  CHECK(output.find(R"('o''brien\t100 % \\ x :y@example.org')") != std::string::npos);
  CHECK(output.find(R"('{\"mail\": true, \"path\": \"C:\\\\new\", \"at\": \"12:30\"}')") != std::string::npos);
  CHECK(output.find(R"(ARRAY['a b', 'say \"hi\"', '{x}']::TEXT[])") != std::string::npos);
  CHECK(output.find("two customers") == std::string::npos);
}

TEST_CASE("a configuration that cannot be loaded is one problem") {
  if (!has_alembic()) return;
  const Project project;
  fs::remove_all(project.folder / "alembic");
  CHECK(render(project.folder, {})
            .starts_with(R"({"problem": {"kind": "error", "reason": "CommandError: Path doesn't exist)"));
}
