#include <catch2/catch.hpp>

#include "unit/collect/workspace.hpp"

using namespace migrate;

namespace {

struct Case {
  std::string name;
  std::string code;
  std::string marked;  ///< in the file's name
  std::string help;
};

Case wrong(std::string name, std::string code, std::string marked, const std::string& to) {
  auto help = to.empty() ? to : "`git mv supabase/migrations/" + name + " supabase/migrations/" + to + "`";
  return {std::move(name), std::move(code), std::move(marked), std::move(help)};
}

collect::Folder read_one(const std::string& name, const std::string& text = "select 1;\n") {
  Files files;
  files.put("supabase/migrations/" + name, text);
  return collect::read_folder(files.tree, example_workspace());
}

}  // namespace

TEST_CASE("a right name is taken apart") {
  const auto [file, service, label, name] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"00000_extensions.sql", "bootstrap", "", "extensions"},
      {"00106_server_order_totals.sql", "server", "server", "order_totals"},
      {"00300_rust_jobs.sql", "worker", "rust", "jobs"},
      {"01009_rust_2fa.sql", "worker", "rust", "2fa"},
      {"00400_rust_service_jobs.sql", "rust-service", "rust_service", "jobs"},
      {"00300_rust_service_jobs.sql", "worker", "rust", "service_jobs"},
  }));
  const auto folder = read_one(file);
  CAPTURE(file);
  CHECK(folder.diagnostics.empty());
  REQUIRE(folder.migrations.size() == 1);
  CHECK(folder.migrations[0].version == file.substr(0, 5));
  CHECK(folder.migrations[0].service == service);
  CHECK(folder.migrations[0].label == label);
  CHECK(folder.migrations[0].name == name);
}

TEST_CASE("a wrong name is an error with the rename that mends it") {
  const auto& [name, code, mark, help] = GENERATE(values<Case>({
      wrong("20240131120000_add_users.sql", "M0310", "20240131120000", "00000_add_users.sql"),
      wrong("20240131120000_server_add_users.sql", "M0310", "20240131120000", "00100_server_add_users.sql"),
      wrong("100_server_x.sql", "M0310", "100", "00100_server_x.sql"),
      wrong("1_extensions.sql", "M0310", "1", "00001_extensions.sql"),
      wrong("000106_server_x.sql", "M0310", "000106", "00100_server_x.sql"),
      wrong("00250_server_x.sql", "M0312", "00250", "00100_server_x.sql"),
      wrong("00250_py_x.sql", "M0312", "00250", "00000_x.sql"),
      wrong("00106_orders.sql", "M0313", "orders", "00106_server_orders.sql"),
      wrong("00106_node_orders.sql", "M0313", "node", "00106_server_orders.sql"),
      wrong("00106_rust_orders.sql", "M0313", "rust", "00106_server_orders.sql"),
      wrong("00100_rust_service_x.sql", "M0313", "rust_service", "00100_server_x.sql"),
      wrong("00400_rust_x.sql", "M0313", "rust", "00400_rust_service_x.sql"),
      wrong("00005_server_x.sql", "M0313", "server", "00005_x.sql"),
      wrong("00106_Server_X.sql", "M0314", "S", "00106_server_x.sql"),
      wrong("00106_server_add-users.sql", "M0314", "-", "00106_server_add_users.sql"),
      wrong("00106_server_x.SQL", "M0314", ".SQL", "00106_server_x.sql"),
      wrong("00106_server_x.up.sql", "M0314", ".", "00106_server_x.sql"),
      wrong("00106_server_.sql", "M0301", "00106_server_.sql", "00106_server_migration.sql"),
      wrong("00106_server.sql", "M0301", "00106_server.sql", "00106_server_migration.sql"),
      wrong("00106.sql", "M0301", "00106", "00106_server_migration.sql"),
      wrong("00106-server-x.sql", "M0301", "00106", "00106_server_server_x.sql"),
      wrong("add_users.sql", "M0301", "add_users.sql", "00000_add_users.sql"),
      wrong("server_add_users.sql", "M0301", "server_add_users.sql", "00100_server_add_users.sql"),
      Case{"00106_server_x.down.sql", "M0318", ".down",
           "`git mv supabase/migrations/00106_server_x.down.sql supabase/down/00106_server_x.sql`"},
      Case{"00106_server_a b.sql", "M0314", " ",
           "`git mv 'supabase/migrations/00106_server_a b.sql' supabase/migrations/00106_server_a_b.sql`"},
      Case{"00106_server_a\nb\x1b'.sql", "M0314", "00106_server_a\\nb\\x1b'.sql",
           "`git mv $'supabase/migrations/00106_server_a\\nb\\x1b\\'.sql' supabase/migrations/00106_server_a_b.sql`"},
  }));
  CAPTURE(name);
  const auto folder = read_one(name);
  REQUIRE(codes(folder.diagnostics) == std::vector<std::string>{code});
  const auto& found = folder.diagnostics[0];
  CHECK(found.severity == Severity::error);
  CHECK(folder.migrations.empty());
  REQUIRE(found.labels.size() == 1);
  CHECK(found.labels[0].source->name == "supabase/migrations");
  CHECK(marked(found.labels[0]) == mark);
  CHECK(found.helps == std::vector<std::string>{help});
  CHECK(found.message.find('\n') == std::string::npos);
}

TEST_CASE("a rename never proposes a number that is taken, or one number twice") {
  Files files;
  for (const auto* name : {"00000_a.sql", "20240101000000_b.sql", "20240101000001_c.sql", "0_d.sql"}) {
    files.put(std::string("supabase/migrations/") + name, "select 1;\n");
  }
  std::vector<std::string> helps;
  for (const auto& found : collect::read_folder(files.tree, example_workspace()).diagnostics) {
    helps.push_back(found.helps[0].substr(found.helps[0].rfind('/') + 1));
  }
  CHECK(helps == std::vector<std::string>{"00001_d.sql`", "00002_b.sql`", "00003_c.sql`"});
}

TEST_CASE("where no lane is meant the lanes are listed") {
  auto workspace = example_workspace();
  workspace.services.erase(workspace.services.begin());
  Files files;
  files.put("supabase/migrations/20240131120000_add_users.sql", "select 1;\n");
  const auto folder = collect::read_folder(files.tree, workspace);
  REQUIRE(folder.diagnostics.size() == 1);
  CHECK(folder.diagnostics[0].helps[0] ==
        "call it NNNNN_<label>_<name>.sql, in one of the ranges server 00100-00199, worker 00300-00309, worker "
        "01000-01009, rust-service 00400-00499");
}

TEST_CASE("a name without a label begins with none, unless the header says whose the file is") {
  CHECK(codes(read_one("00005_rust_x.sql").diagnostics) == std::vector<std::string>{"M0313"});
  const auto folder = read_one("00005_rust_x.sql", header_of("bootstrap") + "\nselect 1;\n");
  CHECK(folder.diagnostics.empty());
  CHECK(folder.migrations.at(0).name == "rust_x");
}

TEST_CASE("two files with one number are an error, and the later one gets the next") {
  Files files;
  for (const auto* name : {"00100_server_a.sql", "00100_server_b.sql", "00104_server_c.sql"}) {
    files.put(std::string("supabase/migrations/") + name, "select 1;\n");
  }
  const auto folder = collect::read_folder(files.tree, example_workspace());
  REQUIRE(codes(folder.diagnostics) == std::vector<std::string>{"M0311"});
  CHECK(folder.diagnostics[0].message == "`00100_server_a.sql` and `00100_server_b.sql` have one number");
  CHECK(folder.diagnostics[0].helps[0] ==
        "`git mv supabase/migrations/00100_server_b.sql supabase/migrations/00105_server_b.sql`");
}

TEST_CASE("a file that is no text is an error with the byte") {
  const auto [text, code, message, label] = GENERATE(table<std::string, std::string, std::string, std::string>({
      {"", "M0315", "`supabase/migrations/00100_server_a.sql` is empty", ""},
      {" \r\n\t\n", "M0315", "`supabase/migrations/00100_server_a.sql` is empty", ""},
      {"\xEF\xBB\xBF\n", "M0315", "`supabase/migrations/00100_server_a.sql` is empty", ""},
      {"select 'caf\xE9';", "M0316", "`supabase/migrations/00100_server_a.sql` is not UTF-8",
       "byte 11 of the file, 0xe9"},
      {std::string("\xFF\xFEs\0e\0", 6), "M0316", "`supabase/migrations/00100_server_a.sql` is UTF-16",
       "the mark of UTF-16"},
      {std::string("\xFE\xFF\0s", 4), "M0316", "`supabase/migrations/00100_server_a.sql` is UTF-16",
       "the mark of UTF-16"},
      {std::string("select\0 1;", 10), "M0317", "`supabase/migrations/00100_server_a.sql` holds a NUL byte",
       "byte 6 of the file"},
  }));
  const auto folder = read_one("00100_server_a.sql", text);
  REQUIRE(codes(folder.diagnostics) == std::vector<std::string>{code});
  CHECK(folder.diagnostics[0].message == message);
  if (!label.empty()) CHECK(folder.diagnostics[0].labels[0].text == label);
  CHECK(folder.diagnostics[0].helps.size() == 1);
}

TEST_CASE("a comment alone is a migration") {
  CHECK(read_one("00100_server_a.sql", "-- nothing\n").diagnostics.empty());
}

TEST_CASE("a damaged header is an error") {
  const auto header = header_of("server");
  CHECK(codes(read_one("00100_server_a.sql", header.substr(0, 90)).diagnostics) == std::vector<std::string>{"M0322"});
}

TEST_CASE("only SQL directly in the folder counts") {
  Files files;
  for (const auto* name :
       {".gitkeep", "README.md", ".migrate-1-0.tmp", "20240101_init/migration.sql", "20240101_init/x.sql"}) {
    files.put(std::string("supabase/migrations/") + name, "select 1;\n");
  }
  files.put("supabase/migrations_old/1.sql", "select 1;\n");
  const auto folder = collect::read_folder(files.tree, example_workspace());
  CHECK(folder.migrations.empty());
  REQUIRE(codes(folder.diagnostics) == std::vector<std::string>{"M0319"});
  CHECK(folder.diagnostics[0].severity == Severity::warning);

  auto workspace = example_workspace();
  workspace.services[1].migrations = "supabase/migrations/20240101_init";
  CHECK(collect::read_folder(files.tree, workspace).diagnostics.empty());
}
