// The least that can be done: one libpq connection and one pipeline, and none of what makes a migration safe. A
// yardstick for tests/bench/peers.py, not a tool:
//
//   bench_bare CONNINFO FOLDER     applies every FOLDER/*.sql, in order, in one pipeline with one sync
//   bench_bare CONNINFO            connects and asks one question
//
// Each file holds one statement a line, or statements that end with ";\n". Writes the table of `peers.py`'s history.

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

[[noreturn]] void give_up(PGconn* link, const char* what) {
  std::fprintf(stderr, "%s: %s", what, PQerrorMessage(link));
  std::exit(1);
}

/// Statements that were sent and not answered, and whether the server said no to one.
struct Line {
  PGconn* link;
  std::size_t open = 0;
  bool synced = false;

  /// Takes in what has come, without waiting.
  void take() {
    if (PQconsumeInput(link) == 0) give_up(link, "input");
    while (!PQisBusy(link) && open + (synced ? 1 : 0) > 0) {
      PGresult* rows = PQgetResult(link);
      if (rows == nullptr) {
        if (open > 0) --open;
        continue;
      }
      const auto status = PQresultStatus(rows);
      PQclear(rows);
      if (status == PGRES_PIPELINE_SYNC) {
        synced = false;
        return;
      }
      if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) give_up(link, "statement");
    }
  }

  /// Sends and receives until `done`.
  template <class Done>
  void until(Done done) {
    while (true) {
      const int left = PQflush(link);
      take();
      if (left == 0 && done()) return;
      pollfd poll_at{
          .fd = PQsocket(link), .events = static_cast<short>(POLLIN | (left != 0 ? POLLOUT : 0)), .revents = 0};
      if (left != 0 || !done()) poll(&poll_at, 1, -1);
    }
  }

  void send(const std::string& sql, std::initializer_list<const char*> values = {}) {
    const std::vector<const char*> all(values);
    if (PQsendQueryParams(link, sql.c_str(), static_cast<int>(all.size()), nullptr, all.data(), nullptr, nullptr, 0) ==
        0)
      give_up(link, "send");
    ++open;
  }
};

std::vector<std::filesystem::path> files_of(const char* folder) {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".sql") all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end());
  return all;
}

void apply(Line& line, const std::filesystem::path& path) {
  constexpr std::size_t window = 2000;  // statements
  std::ostringstream content;
  content << std::ifstream(path).rdbuf();
  const auto text = content.str();
  line.send("begin");
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(";\n", begin), text.size());
    line.send(text.substr(begin, end - begin));
    begin = end + 2;
    if (line.open > window) line.until([&] { return line.open < window / 2; });
  }
  const auto version = path.filename().string().substr(0, 5);
  line.send("insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, array[$3])",
            {version.c_str(), path.filename().c_str(), text.c_str()});
  line.send("commit");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  PGconn* link = PQconnectdb(argv[1]);
  if (PQstatus(link) != CONNECTION_OK) give_up(link, "connect");
  if (argc == 2) {
    PQclear(PQexec(link, "select version from supabase_migrations.schema_migrations"));
    PQfinish(link);
    return 0;
  }
  if (PQenterPipelineMode(link) == 0 || PQsetnonblocking(link, 1) != 0) give_up(link, "pipeline");
  Line line{link};
  for (const auto& path : files_of(argv[2])) apply(line, path);
  if (PQpipelineSync(link) == 0) give_up(link, "sync");
  line.synced = true;
  line.until([&] { return !line.synced; });
  PQfinish(link);
  return 0;
}
