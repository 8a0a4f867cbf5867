#include "support/site.hpp"

#include <libpq-fe.h>
#include <catch2/catch.hpp>
#include <migrate/scratch.hpp>

#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>

extern char** environ;

namespace migrate::tests {

namespace {

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> all;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string text = *one;
    all.emplace_back(text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
  }
  return all;
}

/// One server for all tests of the program.
const scratch::Server& server() {
  static const auto started = [] {
    auto result = scratch::start({.environment = environment(), .workspace = "", .keep = scratch::Keep::no});
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
  }();
  return started;
}

PGconn* connect(const std::string& database) {
  const auto folder = server().resolved().hosts.front().host;
  return PQconnectdb(("host=" + folder + " user=postgres dbname=" + database).c_str());
}

std::vector<std::string> ask(PGconn* link, const std::string& sql) {
  auto* result = PQexec(link, sql.c_str());
  INFO(sql << ": " << PQresultErrorMessage(result));
  CHECK(PQresultStatus(result) != PGRES_FATAL_ERROR);
  std::vector<std::string> rows;
  for (int row = 0; row < PQntuples(result); ++row) {
    std::string line;
    for (int column = 0; column < PQnfields(result); ++column) {
      line += (column == 0 ? "" : "|") + std::string(PQgetvalue(result, row, column));
    }
    rows.push_back(line);
  }
  PQclear(result);
  return rows;
}

}  // namespace

Site::Site() {
  static int number = 0;
  database = "site_" + std::to_string(++number);
  folder = server().resolved().hosts.front().host;
  auto* link = connect("postgres");
  ask(link, "create database " + database);
  PQfinish(link);
  url = url_by(folder);
  std::string pattern = "/tmp/migrate-site-XXXXXX";
  workspace.root = mkdtemp(pattern.data());
  workspace.config = "migrate.yaml";
  workspace.services = {{.name = "server",
                         .label = "server",
                         .orm = "sql",
                         .folder = "",
                         .migrations = "",
                         .ranges = {{.first = 100, .last = 199}},
                         .python = {},
                         .ledger = true,
                         .place = {},
                         .range_place = {}}};
  std::filesystem::create_directories(workspace.root + "/supabase/migrations");
}

Site::~Site() {
  std::filesystem::remove_all(workspace.root);
  auto* link = connect("postgres");
  ask(link, "drop database " + database + " with (force)");
  PQfinish(link);
}

std::string Site::url_by(const std::string& socket_folder) const {
  std::string host;
  for (const char c : socket_folder) host += c == '/' ? "%2F" : std::string(1, c);
  return "postgresql://postgres@" + host + ":5432/" + database;
}

void Site::migration(const std::string& name, const std::string& sql) const {
  std::ofstream(workspace.root + "/supabase/migrations/" + name) << sql;
}

workflow::ApplyReport Site::apply(workflow::ApplyOptions options, const Interruption* interruption) const {
  workflow::Observer observer;
  auto report = workflow::apply(
      workspace, {.url = url, .target = "", .scratch = false, .keep = false}, options,
      {.environment = {}, .folder = workspace.root, .user = "ann", .host = "desk", .interruption = interruption},
      observer);
  if (report) return *report;
  workflow::ApplyReport failed{};
  failed.diagnostics.push_back(report.error());
  return failed;
}

plan::Plan Site::plan() const {
  workflow::Observer observer;
  const auto report =
      workflow::plan(workspace, {.url = url, .target = "", .scratch = false, .keep = false}, {},
                     {.environment = {}, .folder = workspace.root, .user = "ann", .host = "desk"}, observer);
  REQUIRE(report);
  return report->plan;
}

std::vector<std::string> Site::rows(const std::string& sql) const {
  return Session(*this).rows(sql);
}

Session::Session(const Site& site) : link_(connect(site.database)) {}
Session::~Session() {
  PQfinish(static_cast<PGconn*>(link_));
}
std::vector<std::string> Session::rows(const std::string& sql) const {
  return ask(static_cast<PGconn*>(link_), sql);
}

}  // namespace migrate::tests
