#include <sys/file.h>
#include <unistd.h>
#include <migrate/files.hpp>

#include "unit/files/folder.hpp"

using namespace migrate;
using files::Overwrite;

TEST_CASE("files are written with the folders that they need") {
  const Folder folder;
  REQUIRE(files::write(
      folder.path,
      {{.path = "supabase/migrations/00001_a.sql", .text = "a"}, {.path = "supabase/down/00001_a.sql", .text = "b"}},
      Overwrite::no));
  CHECK(folder.get("supabase/migrations/00001_a.sql") == "a");
  CHECK(folder.get("supabase/down/00001_a.sql") == "b");
  CHECK(folder.entries("supabase/migrations") == 1);
}

TEST_CASE("a file that is there is overwritten only on demand, and keeps its rights") {
  const Folder folder;
  folder.put("a.sql", "old");
  std::filesystem::permissions(folder.at("a.sql"), std::filesystem::perms(0640));
  const auto refused = files::write(folder.path, {{.path = "a.sql", .text = "new"}}, Overwrite::no);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "M0356");
  CHECK(folder.get("a.sql") == "old");

  REQUIRE(files::write(folder.path, {{.path = "a.sql", .text = "new"}}, Overwrite::yes));
  CHECK(folder.get("a.sql") == "new");
  CHECK(std::filesystem::status(folder.at("a.sql")).permissions() == std::filesystem::perms(0640));
  CHECK(folder.entries("") == 1);
}

TEST_CASE("where one file cannot be written none is") {
  const Folder folder;
  folder.put("m/00003_c.sql", "theirs");
  folder.put("m/00000_old.sql", "old");
  const auto written = files::write(folder.path,
                                    {{.path = "m/00000_old.sql", .text = "new", .overwrite = Overwrite::yes},
                                     {.path = "m/00001_a.sql", .text = "a"},
                                     {.path = "fresh/deep/x.sql", .text = "x"},
                                     {.path = "m/00003_c.sql", .text = "c"}},
                                    Overwrite::no);
  REQUIRE_FALSE(written);
  CHECK(written.error().message == "`m/00003_c.sql` is there already");
  CHECK(folder.get("m/00000_old.sql") == "old");
  CHECK(folder.get("m/00003_c.sql") == "theirs");
  CHECK_FALSE(folder.has("fresh"));
  CHECK(folder.entries("m") == 2);
}

TEST_CASE("a failure after the first renames takes them back") {
  const Folder folder;
  folder.put("m/old.sql", "old");
  // Two files of one name: the second is refused by its rename, when the first stands.
  const auto written = files::write(folder.path,
                                    {{.path = "m/old.sql", .text = "new", .overwrite = Overwrite::yes},
                                     {.path = "m/a.sql", .text = "1"},
                                     {.path = "m/a.sql", .text = "2"}},
                                    Overwrite::no);
  REQUIRE_FALSE(written);
  CHECK(folder.get("m/old.sql") == "old");
  CHECK(folder.entries("m") == 1);
}

TEST_CASE("nothing is written outside the root or through a link") {
  const Folder outside;
  const Folder folder;
  std::filesystem::create_directory_symlink(outside.path, folder.at("supabase"));
  folder.put("real/x.sql", "x");
  std::filesystem::create_symlink(outside.at("target.sql"), folder.at("real/link.sql"));
  const auto [path, overwrite, code] = GENERATE(table<std::string, Overwrite, std::string>({
      {"../escaped.sql", Overwrite::yes, "M0351"},
      {"a/../../escaped.sql", Overwrite::yes, "M0351"},
      {"/etc/migrate-escaped.sql", Overwrite::yes, "M0351"},
      {"supabase/migrations/00001_a.sql", Overwrite::yes, "M0352"},
      {"supabase/00001_a.sql", Overwrite::yes, "M0352"},
      {"real/link.sql", Overwrite::yes, "M0352"},
      {"real/link.sql", Overwrite::no, "M0356"},
      {"real/x.sql/y.sql", Overwrite::no, "M0355"},
  }));
  CAPTURE(path);
  const auto written = files::write(folder.path, {{.path = path, .text = "x"}}, overwrite);
  REQUIRE_FALSE(written);
  CHECK(written.error().code == code);
  CHECK(outside.entries("") == 0);
}

TEST_CASE("what a killed run left behind is cleaned") {
  const Folder folder;
  folder.put("m/.migrate-4711-0.tmp", "half");
  folder.put("m/.migrate-notes", "mine");
  REQUIRE(files::write(folder.path, {{.path = "m/a.sql", .text = "a"}}, Overwrite::no));
  CHECK_FALSE(folder.has("m/.migrate-4711-0.tmp"));
  CHECK(folder.has("m/.migrate-notes"));
}

TEST_CASE("a thousand files are written as one") {
  const Folder folder;
  std::vector<files::NewFile> many;
  for (int i = 0; i < 1000; ++i) many.push_back({.path = "m/" + std::to_string(i) + ".sql", .text = std::to_string(i)});
  REQUIRE(files::write(folder.path, many, Overwrite::no));
  CHECK(folder.entries("m") == 1000);
  CHECK(folder.get("m/999.sql") == "999");
}

TEST_CASE("the lock is for one at a time and leaves no file") {
  const Folder folder;
  const auto is_free = [&] {
    const int other = ::open(folder.path.c_str(), O_RDONLY | O_DIRECTORY);
    const bool taken = ::flock(other, LOCK_EX | LOCK_NB) == 0;
    ::close(other);
    return taken;
  };
  {
    const auto held = files::lock(folder.path);
    REQUIRE(held);
    CHECK_FALSE(is_free());
    REQUIRE(files::write(folder.path, {{.path = "m/a.sql", .text = "a"}}, Overwrite::no));
  }
  CHECK(is_free());
  CHECK(folder.entries("") == 1);
}
