#include "sources/alembic.hpp"

#include <migrate/markup.hpp>
#include <migrate/sql.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace migrate::sources::alembic {

namespace {

/// Names under which database URLs and their parts are given: revisions are rendered without any of them.
constexpr std::string_view database_variables[] = {"DATABASE_URL",
                                                   "DIRECT_URL",
                                                   "DIRECT_DATABASE_URL",
                                                   "DATABASE_UNPOOLED_URL",
                                                   "MIGRATE_DATABASE_URL",
                                                   "SUPABASE_DB_URL",
                                                   "SUPABASE_DB_PASSWORD",
                                                   "POSTGRES_URL",
                                                   "POSTGRES_PRISMA_URL",
                                                   "POSTGRES_URL_NON_POOLING",
                                                   "POSTGRES_PASSWORD",
                                                   "SQLALCHEMY_DATABASE_URI",
                                                   "SQLALCHEMY_DATABASE_URL",
                                                   "DB_URL",
                                                   "DB_PASSWORD",
                                                   "PGHOST",
                                                   "PGHOSTADDR",
                                                   "PGPORT",
                                                   "PGUSER",
                                                   "PGPASSWORD",
                                                   "PGDATABASE",
                                                   "PGSERVICE",
                                                   "PGPASSFILE",
                                                   "PGSERVICEFILE"};

/// `path` as seen from `folder`; both relative to the workspace.
std::string seen_from(std::string_view folder, std::string_view path) {
  while (!folder.empty()) {
    const auto end = std::min(folder.find('/'), folder.size());
    const auto part = folder.substr(0, end);
    if (!path.starts_with(part) || path.size() <= end || path[end] != '/') break;
    path.remove_prefix(end + 1);
    folder.remove_prefix(std::min(end + 1, folder.size()));
  }
  std::string up;
  if (!folder.empty()) {
    for (auto levels = std::count(folder.begin(), folder.end(), '/') + 1; levels > 0; --levels) up += "../";
  }
  return up + std::string(path);
}

std::vector<std::string> python_of(const Service& service, std::string_view folder) {
  auto words = service.python.empty() ? std::vector<std::string>{"python3"} : service.python;
  auto& program = words.front();
  const bool in_workspace = program.find('/') != std::string::npos && !program.starts_with('/');
  if (in_workspace) program = seen_from(folder, program.starts_with("./") ? program.substr(2) : program);
  if (in_workspace && program.find('/') == std::string::npos) program.insert(0, "./");
  words.emplace_back("-");
  return words;
}

}  // namespace

Invocation render(const Service& service, const Discovery& discovery, std::span<const SourceMigration> wanted) {
  const auto folder = discovery.config.empty() ? service.folder : std::string(migrate::folder_of(discovery.config));
  auto revisions = markup::list({});
  for (const auto& migration : wanted) {
    revisions.items.push_back(
        markup::map({{"id", markup::text(migration.id)}, {"path", markup::text(seen_from(folder, migration.path))}}));
  }
  const auto config = discovery.config.empty() ? std::string() : seen_from(folder, discovery.config);
  const auto script = std::string(migrate::folder_of(discovery.folder));
  const auto request = markup::map({{"config", markup::text(config)},
                                    {"folder", markup::text(seen_from(folder, script))},
                                    {"revisions", std::move(revisions)}});
  // JSON without `null`, `true` and `false` is Python, too.
  return {.command = python_of(service, folder),
          .folder = folder,
          .input = fmt::format("{}\nmain({})\n", render_script, markup::print_json(request, markup::Layout::compact)),
          .without = {std::begin(database_variables), std::end(database_variables)}};
}

namespace {

std::string text_of(const markup::Node& node, std::string_view key) {
  const auto* found = node.find(key);
  return found == nullptr ? std::string() : found->text;
}

/// Ended by `;`: a statement may end in one already, or in a comment that would swallow it.
std::string ended(std::string_view statement) {
  const auto script = sql::split(statement);
  const auto end = script.statements.empty() ? 0 : script.statements.back().span.end;
  if (!script.statements.empty() && script.statements.back().terminated) return std::string(statement) + '\n';
  const bool comment = statement.substr(end).find("--") != std::string_view::npos;
  if (script.statements.empty()) return std::string(statement) + '\n';
  return std::string(statement) + (comment ? "\n;\n" : ";\n");
}

std::string joined(const markup::Node& revision, std::string_view key) {
  std::string sql;
  const auto* statements = revision.find(key);
  if (statements == nullptr) return sql;
  for (const auto& statement : statements->items) {
    if (!sql.empty()) sql += '\n';
    sql += ended(statement.text);
  }
  return sql;
}

/// The bytes of a line counted from 1, without its indentation; the first one where the number is none.
Span line_span(std::string_view text, std::string_view number) {
  int line = 1;
  std::from_chars(number.data(), number.data() + number.size(), line);
  std::size_t begin = 0;
  while (--line > 0 && text.find('\n', begin) != std::string_view::npos) begin = text.find('\n', begin) + 1;
  const auto end = std::min(text.find('\n', begin), text.size());
  begin = std::min(text.find_first_not_of(" \t", begin), end);
  return {begin, end};
}

Diagnostic problem_of(const markup::Node& problem, const SourceMigration& migration) {
  const auto kind = text_of(problem, "kind");
  const auto reason = text::printable(text_of(problem, "reason"));
  const auto name = text::printable(migration.id);
  const auto span = line_span(migration.source->text, text_of(problem, "line"));
  Diagnostic diagnostic{.labels = {{.source = migration.source, .span = span, .text = reason}}};
  if (kind == "database") {
    diagnostic.code = "M0250";
    diagnostic.message = fmt::format("revision `{}` needs a live database", name);
    diagnostic.helps.emplace_back("write this step as SQL that decides by itself, with `op.execute`");
  } else if (kind == "value") {
    diagnostic.code = "M0252";
    diagnostic.message = fmt::format("revision `{}` has a value that cannot be written as SQL", name);
    diagnostic.helps.emplace_back("give it as a string with a cast, or as SQL");
  } else {
    diagnostic.code = "M0251";
    diagnostic.message = fmt::format("revision `{}` cannot be rendered", name);
    diagnostic.notes.emplace_back("it was run without a connection, without `env.py` and without database variables");
  }
  diagnostic.notes.emplace_back("the other revisions were rendered");
  return diagnostic;
}

Diagnostic incomplete(std::string_view output) {
  return {.code = "M0254",
          .message = "the rendering of the Alembic revisions gave no complete answer",
          .labels = {},
          .notes = {output.empty() ? "Python wrote nothing"
                                   : fmt::format("Python wrote {}", text::count(output.size(), "byte"))}};
}

/// Alembic itself could not be loaded.
Diagnostic not_rendered(const markup::Node& root, const markup::Node& problem) {
  const auto python = text::printable(text_of(root, "python"));
  return {.code = "M0253",
          .message = "the Alembic revisions cannot be rendered",
          .labels = {},
          .notes = {text::printable(text_of(problem, "reason")), fmt::format("this was {}", python)},
          .helps = {"set `python` of the service to the one that has the project's packages, such as "
                    "`.venv/bin/python` or `uv run python`"}};
}

}  // namespace

Result<std::vector<Rendered>> read_rendered(std::string_view output, std::span<const SourceMigration> wanted) {
  const auto source = std::make_shared<const Source>(
      Source{.name = "the rendering's answer", .text = std::string(output), .kind = Source::Kind::value});
  const auto parsed = markup::parse_json(source);
  if (has_errors(parsed.diagnostics)) return fail(incomplete(output));
  if (const auto* problem = parsed.root.find("problem")) return fail(not_rendered(parsed.root, *problem));
  const auto* revisions = parsed.root.find("revisions");
  if (revisions == nullptr || revisions->items.size() != wanted.size()) return fail(incomplete(output));

  std::vector<Rendered> all;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& answer = revisions->items[i];
    if (text_of(answer, "id") != wanted[i].id) return fail(incomplete(output));
    Rendered rendered{.id = wanted[i].id};
    if (const auto* problem = answer.find("problem")) {
      rendered.problem = problem_of(*problem, wanted[i]);
    } else {
      rendered.sql = joined(answer, "up");
      rendered.down = joined(answer, "down");
      rendered.mode = text_of(answer, "mode") == "outside" ? TransactionMode::outside : TransactionMode::inside;
    }
    all.push_back(std::move(rendered));
  }
  return all;
}

}  // namespace migrate::sources::alembic
