#include <migrate/files.hpp>

#include "unit/files/folder.hpp"

#include <array>

using namespace migrate;

namespace {

std::vector<std::string> paths(const FileTree& tree) {
  std::vector<std::string> all;
  for (const auto& file : tree.files) all.push_back(file.path);
  return all;
}

bool is_sql(std::string_view path) {
  return path.ends_with(".sql");
}

constexpr std::array<std::string_view, 2> config_names = {"migrate.yaml", ".kodo/config.json"};

}  // namespace

TEST_CASE("a config is found in the folder or above it, the first name first") {
  const Folder folder;
  folder.put(".kodo/config.json", "{}");
  folder.put("services/api/src/main.py", "");
  const auto found = files::find_upwards(folder.at("services/api/src"), config_names);
  REQUIRE(found);
  CHECK(found->root == folder.path);
  CHECK(found->name == ".kodo/config.json");

  folder.put("migrate.yaml", "");
  CHECK(files::find_upwards(folder.path, config_names)->name == "migrate.yaml");
  CHECK_FALSE(files::find_upwards(folder.at("gone"), config_names));
}

TEST_CASE("a listing names files and folders and leaves out what tools made") {
  const Folder folder;
  for (const auto* file :
       {"b/two.sql", "a.sql", "node_modules/x/drizzle.config.ts", ".git/config", "b/__pycache__/x.pyc",
        "rust/target/CACHEDIR.TAG", "target/main.sql", "api/.venv/alembic.ini"}) {
    folder.put(file, "x");
  }
  std::filesystem::create_directories(folder.at("empty"));
  const auto tree = files::list(folder.path);
  CHECK(paths(tree) == std::vector<std::string>{"a.sql", "b/two.sql", "target/main.sql"});
  CHECK(tree.folders == std::vector<std::string>{"api", "b", "empty", "rust", "target"});
  CHECK(tree.diagnostics.empty());
}

TEST_CASE("one file is read as its raw bytes") {
  const Folder folder;
  const std::string bytes("\xEF\xBB\xBFselect 1;\r\n\0\xFF", 16);
  folder.put("a/x.sql", bytes);
  folder.put("a/empty.sql", "");
  const auto read = files::read(folder.path, "a/x.sql");
  REQUIRE(read);
  CHECK((*read)->text == bytes);
  CHECK((*read)->name == "a/x.sql");
  CHECK(files::read(folder.path, "a/empty.sql").value()->text.empty());
}

TEST_CASE("what must not be read is an error of its own") {
  const Folder outside;
  outside.put("secret.sql", "secret");
  const Folder folder;
  folder.put("inside.sql", "inside");
  std::filesystem::create_directories(folder.at("a"));
  std::filesystem::create_symlink(outside.at("secret.sql"), folder.at("a/link.sql"));
  std::filesystem::create_symlink("../inside.sql", folder.at("a/harmless.sql"));
  std::filesystem::create_directory_symlink(outside.path, folder.at("linked"));
  REQUIRE(::mkfifo(folder.at("pipe.sql").c_str(), 0600) == 0);
  folder.put("large.sql", "");
  std::filesystem::resize_file(folder.at("large.sql"), (std::uintmax_t{256} << 20) + 1);

  struct Case {
    std::string path, code;
  };
  const std::vector<Case> cases = {
      {"missing.sql", "M0359"},
      {"inside.sql/x", "M0359"},
      {"../" + std::filesystem::path(outside.path).filename().string() + "/secret.sql", "M0351"},
      {outside.at("secret.sql"), "M0351"},
      {"a/../inside.sql", "M0351"},
      {std::string("inside.sql\0.txt", 15), "M0351"},
      {"", "M0351"},
      {"a/link.sql", "M0352"},
      {"a/harmless.sql", "M0352"},
      {"linked/secret.sql", "M0352"},
      {"a", "M0353"},
      {"pipe.sql", "M0353"},
      {"large.sql", "M0354"},
  };
  for (const auto& [path, code] : cases) {
    CAPTURE(path);
    const auto read = files::read(folder.path, path);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == code);
  }
}

TEST_CASE("a message never holds a raw control byte of a name") {
  const Folder folder;
  const auto read = files::read(folder.path, "x\n::error::\x1b[31m.sql");
  REQUIRE_FALSE(read);
  CHECK(read.error().message == "there is no `x\\n::error::\\x1b[31m.sql`");
}

TEST_CASE("the wanted files below some folders are read once, in order") {
  const Folder folder;
  for (const auto* file : {"b/2.sql", "b/10.sql", "b/notes.md", "b/deep/1.sql", "a/x.sql", "elsewhere/y.sql"}) {
    folder.put(file, file);
  }
  std::filesystem::create_directories(folder.at("b/empty"));
  const auto tree = files::read_below(folder.path, {"b", "b/deep", "a", "gone"}, is_sql);
  CHECK(paths(tree) == std::vector<std::string>{"a/x.sql", "b/10.sql", "b/2.sql", "b/deep/1.sql"});
  CHECK(tree.folders == std::vector<std::string>{"a", "b", "b/deep", "b/empty"});
  CHECK(tree.find("b/deep/1.sql")->source->text == "b/deep/1.sql");
  CHECK(tree.diagnostics.empty());
}

TEST_CASE("links and pipes among the wanted files are named, others are nobody's matter") {
  const Folder outside;
  outside.put("migration.sql", "secret");
  const Folder folder;
  folder.put("prisma/1_init/migration.sql", "select 1;");
  std::filesystem::create_directory_symlink(outside.path, folder.at("prisma/2_linked"));
  std::filesystem::create_symlink(outside.at("migration.sql"), folder.at("prisma/README"));
  REQUIRE(::mkfifo(folder.at("prisma/pipe.sql").c_str(), 0600) == 0);
  std::filesystem::create_directory_symlink(outside.path, folder.at("linked"));
  std::filesystem::create_directory_symlink(outside.path, folder.at("prisma/node_modules"));

  const auto tree = files::read_below(folder.path, {"prisma", "linked", "../etc"}, is_sql);
  CHECK(paths(tree) == std::vector<std::string>{"prisma/1_init/migration.sql"});
  std::vector<std::string> messages;
  for (const auto& diagnostic : tree.diagnostics) messages.push_back(diagnostic.code + ' ' + diagnostic.message);
  CHECK(messages == std::vector<std::string>{"M0352 `linked` is a symbolic link, or lies behind one",
                                             "M0351 `../etc` leads out of the workspace",
                                             "M0352 `prisma/2_linked` is a symbolic link, or lies behind one",
                                             "M0353 `prisma/pipe.sql` is not a regular file"});
}

TEST_CASE("many files are read by several threads, each into its place") {
  const Folder folder;
  for (int i = 0; i < 500; ++i) folder.put("m/" + std::to_string(i) + ".sql", std::to_string(i));
  const auto tree = files::read_below(folder.path, {"m"}, is_sql);
  REQUIRE(tree.files.size() == 500);
  for (const auto& file : tree.files) CHECK(file.path == "m/" + file.source->text + ".sql");
}
