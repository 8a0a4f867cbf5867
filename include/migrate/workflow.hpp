#pragma once

#include <migrate/advice.hpp>
#include <migrate/collect.hpp>
#include <migrate/doctor.hpp>
#include <migrate/endpoint.hpp>
#include <migrate/interruption.hpp>
#include <migrate/plan.hpp>
#include <migrate/result.hpp>
#include <migrate/secret.hpp>
#include <migrate/styled.hpp>
#include <migrate/survey.hpp>
#include <migrate/workspace.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// One file per verb: the only place where pure parts and edges meet. Each fills a report value; nothing is printed here.
namespace migrate::workflow {

/// A line of the story: "   Connected to production, … (83 ms)".
struct Step {
  Role role = Role::success;
  std::string verb;
  Styled text;
  Styled narrow = {};  ///< instead of `text` on a terminal where that would wrap; empty: there is no shorter one
};
struct Observer {
  std::function<void(const Step&)> step = [](const Step&) {};
  std::function<void(const Step&)> live = [](const Step&) {};  ///< the last line, overwritten; a terminal only
  /// A sign of life: the live line on a terminal, now and then a line of its own elsewhere.
  std::function<void(const Step&, std::chrono::seconds since)> beat = [](const Step&, std::chrono::seconds) {};
  std::function<void(const std::string&)> statement = [](const std::string&) {};  ///< -v
  std::function<void(const Secret&)> secret = [](const Secret&) {};  ///< a password to hide in all that is printed
};

/// What the surroundings give: everything that is neither the workspace nor an option.
struct Surroundings {
  std::vector<std::pair<std::string, std::string>> environment;
  std::string folder;  ///< the current folder
  std::string user;    ///< of the operating system
  std::string host;
  const Interruption* interruption = nullptr;
};

/// The workspace at or above `start` (or in it, where `exact`): config read, folders found.
struct Opened {
  Workspace workspace;
  std::vector<Diagnostic> diagnostics;  ///< errors: exit 2
  std::string not_read;  ///< a config of the other form that lies beside the one that was read
};
Result<Opened> open_workspace(const std::string& start, bool exact);

// init.cpp
struct InitReport {
  std::string path;
  std::vector<Service> services;
  std::vector<Diagnostic> diagnostics;
};
Result<InitReport> init(const std::string& folder);

// sync.cpp
enum class SyncMode { write, check, dry_run };
struct SyncOptions {
  SyncMode mode = SyncMode::write;
  std::string service = {};
  bool update = false;
  const Interruption* interruption = nullptr;  ///< ends a rendering
};
/// With mode `check`, M0302 is among the diagnostics where something is not collected.
struct SyncReport {
  Workspace workspace;  ///< what the plan's lanes point into
  collect::SyncPlan plan = {};  ///< in mode `write`: what was written; nothing where an error stood against it
  SyncOptions options = {};
  bool written = false;
  std::chrono::milliseconds took{0};
};
Result<SyncReport> sync(const Workspace& workspace, const SyncOptions& options, Observer& observer);

// create.cpp
struct NewReport {
  std::string path;
};
Result<NewReport> create(const Workspace& workspace, const std::string& service, const std::string& name);

/// Where to connect.
struct Where {
  std::string url;      ///< --url
  std::string target;   ///< --target
  bool scratch = false; ///< --scratch
  bool keep = false;    ///< --keep
  bool kept = false;    ///< of --scratch: the server that was kept, where there is one
  endpoint::Assume assume = endpoint::Assume::nothing;  ///< --assume-session
  std::chrono::milliseconds statement_timeout{0};       ///< --statement-timeout; 0 = none
  std::chrono::milliseconds lock_timeout{4000};         ///< --lock-timeout; 0 = none
};

/// Whom we are connected to: the head of status and plan.
struct Place {
  std::string target;   ///< "production", "scratch", or empty
  std::string address;  ///< "db.abcdefghij.supabase.co:5432"
  std::string origin;   ///< "$DIRECT_URL, set in .env:3"
  endpoint::Mode mode = endpoint::Mode::direct;
  std::string server;    ///< "15.8"
  std::string role;      ///< the user that logged in
  std::string database;  ///< its name there
  std::string project;   ///< Supabase's reference, or empty
};

/// What a person is asked before a protected target is changed.
struct Asked {
  const Place& place;
  const std::vector<const plan::Entry*>& pending;
  const std::vector<Diagnostic>& said;  ///< warnings among them are worth knowing before the answer
};
/// True: go on. Where it is not set, nobody is asked.
using Confirm = std::function<bool(const Asked&)>;

// status.cpp, plan.cpp
struct StatusReport {
  Place place;
  plan::Plan plan;
  std::chrono::system_clock::time_point now;
};
Result<StatusReport> status(const Workspace& workspace, const Where& where, const Surroundings& surroundings, Observer& observer);
struct PlanOptions {
  plan::Selection selection = {};
  std::string out = {};  ///< a file for `apply --plan-file`; empty: none
};
struct PlanReport {
  Place place;
  plan::Plan plan;
  plan::Selection selection = {};
  std::string kept = {};  ///< the file that was written
};
Result<PlanReport> plan(const Workspace& workspace, const Where& where, const PlanOptions& options,
                        const Surroundings& surroundings, Observer& observer);

// apply.cpp
struct Applied {
  std::string file;
  std::string version;
  std::size_t statements = 0;
  std::chrono::milliseconds took{0};
  TransactionMode mode = TransactionMode::inside;
};
struct ApplyOptions {
  plan::Selection selection = {};
  bool dry_run = false;
  std::chrono::milliseconds wait{60000};  ///< for the lock
  plan::Pipelining pipelining = plan::Pipelining::on;
  bool kill_blockers = false;
  Confirm confirm = {};
  std::string plan_file = {};  ///< exactly what stands there is applied; empty: what is pending
};
struct ApplyReport {
  Place place;
  std::vector<Applied> applied;
  std::string failed;  ///< file name, or empty
  std::size_t not_tried = 0;
  std::size_t not_selected = 0;  ///< pending, but not asked for: `--to`, `--service`
  std::vector<Diagnostic> diagnostics;
  std::chrono::milliseconds took{0};
  bool needs_repair = false;  ///< exit 6
  int signal = 0;             ///< what ended it
  struct Kept {
    std::string url;
    std::string stop;  ///< a command
  };
  std::optional<Kept> kept_scratch;
};
Result<ApplyReport> apply(const Workspace& workspace, const Where& where, const ApplyOptions& options,
                          const Surroundings& surroundings, Observer& observer);

// url.cpp
struct UrlOptions {
  std::string word;                          ///< a URL or a project reference; empty: as `where` tells
  const advice::Stack* stack = nullptr;      ///< null: variables alone
  std::optional<endpoint::Mode> mode = {};   ///< direct, session or transaction; nothing: as the URL has it
};
struct UrlReport {
  const advice::Stack* stack = nullptr;
  const advice::Settings* settings = nullptr;
  advice::Parts parts;
  std::string origin;
  std::string pooler_from;  ///< the file that named the pooler's host, or empty
  std::vector<advice::Filled> blocks;
  std::vector<Diagnostic> diagnostics;
};
/// Nothing is dialled. `workspace` may be a folder without a config.
Result<UrlReport> url(const Workspace& workspace, const Where& where, const UrlOptions& options,
                      const Surroundings& surroundings, Observer& observer);

// guard.cpp
enum class Probe { no, yes };
/// A connection string that was looked at.
struct Looked {
  endpoint::ConnectionString given;
  std::optional<endpoint::Endpoint> endpoint = {};   ///< nothing where the text cannot be read
  std::optional<endpoint::Evidence> evidence = {};   ///< of the probe, where the server answered
  std::optional<Diagnostic> refusal = {};            ///< why no migration may use it; nothing: it is fit
  bool decides = false;                              ///< it was given, or migrations would use it
};
struct GuardOptions {
  std::vector<std::string> urls = {};
  std::string target = {};
  Probe probe = Probe::no;
  endpoint::Assume assume = endpoint::Assume::nothing;
};
struct GuardReport {
  std::vector<Looked> looked;
  std::vector<Diagnostic> diagnostics;  ///< errors of what decides, warnings about what else could not be read
};
/// What is given, or everything that the environment, the .env files and the config name. `workspace` may be no more
/// than a folder.
Result<GuardReport> guard(const Workspace& workspace, const GuardOptions& options, const Surroundings& surroundings,
                          const Observer& observer);

// guard_command.cpp
struct CommandOptions {
  std::vector<std::string> words;
  std::vector<std::string> only = {};                              ///< variables that count; empty: all
  std::vector<std::pair<std::string, std::string>> replaced = {};  ///< `--set NAME=OTHER`
  Probe probe = Probe::no;
  endpoint::Assume assume = endpoint::Assume::nothing;
};
struct CommandReport {
  GuardReport guard;  ///< with an error: the command must not run
  std::vector<std::pair<std::string, std::string>> environment;  ///< what the command gets
};
/// Every database that somebody else's command would see: its environment, its .env files, its words.
Result<CommandReport> guard_command(const Workspace& workspace, const CommandOptions& options,
                                    const Surroundings& surroundings, const Observer& observer);
/// This program becomes the command; returns only where that could not be started.
Diagnostic run_instead(const std::vector<std::string>& words, const CommandReport& report,
                       const Surroundings& surroundings);

// doctor.cpp
struct DoctorReport {
  doctor::Facts facts;
  std::vector<doctor::Row> rows;
  [[nodiscard]] std::size_t count(doctor::State state) const;
};
/// `opened`: the workspace, or why there is none; then the current folder's variables are looked at. Each connection has
/// `deadline`. Writes nothing, here or there.
DoctorReport doctor(const std::string& start, const tl::expected<Opened, std::vector<Diagnostic>>& opened,
                    std::chrono::milliseconds deadline, const Surroundings& surroundings, Observer& observer);

// survey.cpp
struct SurveyReport {
  std::string root;
  survey::Findings findings;
};
/// What the repository at or above `start` (or `start` itself, where `exact`) says about how its migrations connect. Needs
/// no config; an error where there is no such folder.
Result<SurveyReport> survey(const std::string& start, bool exact);

}  // namespace migrate::workflow
