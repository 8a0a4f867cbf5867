#include <migrate/process.hpp>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <cstdlib>

using namespace migrate;

namespace {

process::Command shell(std::string script) {
  return {.words = {"sh", "-c", std::move(script)}};
}

process::Exit must_run(const process::Command& command) {
  const auto exit = process::run(command);
  REQUIRE(exit.has_value());
  return *exit;
}

}  // namespace

TEST_CASE("standard input comes back from cat, however large") {
  const std::string large(5'000'000, 'x');
  const auto exit = must_run({.words = {"cat"}, .input = large});
  CHECK(exit.status == 0);
  CHECK(exit.output == large);
  CHECK(exit.errors.empty());
}

TEST_CASE("a program that does not read its input does no harm") {
  CHECK(must_run({.words = {"true"}, .input = std::string(5'000'000, 'x')}).status == 0);
}

TEST_CASE("output and errors are apart") {
  const auto exit = must_run(shell("echo out; echo err >&2; exit 3"));
  CHECK(exit.status == 3);
  CHECK(exit.output == "out\n");
  CHECK(exit.errors == "err\n");
}

TEST_CASE("both streams are read while both are full") {
  const auto exit = must_run(shell("head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero"));
  CHECK(exit.output.size() == 3'000'000);
  CHECK(exit.errors.size() == 3'000'000);
}

TEST_CASE("the end by a signal is 128 and its number") {
  CHECK(must_run(shell("kill -TERM $$")).status == 128 + SIGTERM);
}

TEST_CASE("the environment is ours, without some names and with others") {
  ::setenv("MIGRATE_TEST_KEPT", "kept", 1);
  ::setenv("MIGRATE_TEST_URL", "secret", 1);
  auto command = shell("echo $MIGRATE_TEST_KEPT-$MIGRATE_TEST_URL-$MIGRATE_TEST_NEW");
  command.without = {"MIGRATE_TEST_URL"};
  command.environment = {{"MIGRATE_TEST_NEW", "new"}};
  CHECK(must_run(command).output == "kept--new\n");
}

TEST_CASE("the working folder is where the command says, and a path is seen from there") {
  auto command = shell("pwd");
  command.folder = "/usr";
  CHECK(must_run(command).output == "/usr\n");
  command.words = {"bin/env", "pwd"};
  CHECK(must_run(command).output == "/usr\n");
}

TEST_CASE("words are never read by a shell") {
  CHECK(must_run({.words = {"echo", "$HOME; *", "a  b"}}).output == "$HOME; * a  b\n");
}

TEST_CASE("no descriptor of ours reaches the program") {
  const int leaking = ::open("/dev/null", O_RDONLY);
  REQUIRE(leaking > 2);
  const auto exit = must_run(shell("ls /proc/self/fd"));
  // The fourth one is ls itself, reading the folder.
  CHECK(exit.output == "0\n1\n2\n3\n");
  ::close(leaking);
}

TEST_CASE("it leads a process group of its own") {
  const auto exit = must_run(shell("echo $$ $(ps -o pgid= -p $$)"));
  const auto space = exit.output.find(' ');
  CHECK(exit.output.substr(0, space) == exit.output.substr(space + 1, exit.output.size() - space - 2));
}

TEST_CASE("past the deadline the whole group is ended") {
  auto command = shell("sleep 600 & echo $!; wait");
  command.deadline = std::chrono::milliseconds(200);
  const auto exit = process::run(command);
  REQUIRE_FALSE(exit.has_value());
  CHECK(exit.error().code == "M0257");
  CHECK(exit.error().message == "`sh` took longer than 200 ms");
}

TEST_CASE("an interruption ends it") {
  struct Now : Interruption {
    [[nodiscard]] int descriptor() const override { return readable; }
    int readable = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
  } now;
  auto command = shell("sleep 600");
  command.interruption = &now;
  const auto exit = process::run(command);
  ::close(now.readable);
  REQUIRE_FALSE(exit.has_value());
  CHECK(exit.error().message == "`sh` was interrupted");
}

TEST_CASE("what a program leaves running does not hold us") {
  auto command = shell("sleep 600 & echo done");
  command.deadline = std::chrono::seconds(30);
  CHECK(must_run(command).output == "done\n");
}

TEST_CASE("a program that is not there is named") {
  auto [word, folder, message, note] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"no-such-program", "", "the program `no-such-program` cannot be started", "there is no such program"},
      {".venv/bin/python", "/usr", "the program `.venv/bin/python` cannot be started",
       "there is no such program; working folder: /usr"},
      {"true", "/no/such/folder", "the program `true` cannot be started",
       "No such file or directory; working folder: /no/such/folder"},
      {"/etc/passwd", "", "the program `/etc/passwd` cannot be started", "there is no such program"},
  }));
  const auto exit = process::run({.words = {word}, .folder = folder});
  REQUIRE_FALSE(exit.has_value());
  CHECK(exit.error().code == "M0256");
  CHECK(exit.error().message == message);
  CHECK(exit.error().notes == std::vector<std::string>{note});
}
