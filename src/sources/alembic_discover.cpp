#include "sources/alembic.hpp"
#include "sources/alembic_graph.hpp"
#include "sources/paths.hpp"
#include "sources/source_file.hpp"

#include <migrate/hash.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace migrate::sources::alembic {

namespace {

// The width of `version_num` in the table that Alembic makes.
constexpr std::size_t longest_id = 32;

bool is_revision_file(std::string_view name) {
  return name.ends_with(".py") && !name.starts_with("__init__") && !name.starts_with(".#");
}

std::string first_line(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
  return std::string(text.substr(0, text.find_last_not_of(" \t\r") + 1));
}

/// "1975ea83b712_add_users.py" makes "add_users" for revision 1975ea83b712.
std::string slug_of(const Revision& revision) {
  auto name = migrate::name_of(revision.file->path);
  name.remove_suffix(3);
  if (name.starts_with(revision.id)) name.remove_prefix(revision.id.size());
  const auto begin = name.find_first_not_of("_-");
  return begin == std::string_view::npos ? revision.id : std::string(name.substr(begin));
}

Diagnostic at(const FileTree::File& file, Span span, std::string code, std::string message, std::string label) {
  return {.code = std::move(code),
          .message = std::move(message),
          .labels = {{.source = file.source, .span = span, .text = std::move(label)}}};
}

/// The value of `name`, empty where it is not assigned; an error where it is no literal.
python::Literal value_of(const FileTree::File& file, const python::Tokens& tokens, std::string_view name,
                         std::vector<Diagnostic>& diagnostics) {
  auto literal = python::assigned(tokens.tokens, name).value_or(python::Literal{});
  if (!literal.is_literal) {
    diagnostics.push_back(
        at(file, literal.span, "M0242",
           fmt::format("`{}` of {} is not a literal", name, text::printable(migrate::name_of(file.path))),
           "the file is read, not run"));
    diagnostics.back().helps.emplace_back("write the value out, as `alembic revision` does");
  }
  return literal;
}

std::optional<Revision> read_revision(const FileTree::File& file, std::vector<Diagnostic>& diagnostics) {
  const auto tokens = python::tokenize(file.source->text);
  const auto name = text::printable(migrate::name_of(file.path));
  if (tokens.fault) {
    diagnostics.push_back(
        at(file, tokens.fault->span, "M0240", fmt::format("{} is not readable as Python", name), tokens.fault->what));
    return std::nullopt;
  }
  const auto already = diagnostics.size();
  const auto id = value_of(file, tokens, "revision", diagnostics);
  Revision revision{.file = &file,
                    .id = id.values.empty() ? "" : id.values.front(),
                    .place = id.span,
                    .down = value_of(file, tokens, "down_revision", diagnostics),
                    .depends = value_of(file, tokens, "depends_on", diagnostics),
                    .labels = value_of(file, tokens, "branch_labels", diagnostics),
                    .title = first_line(python::docstring(tokens.tokens)),
                    .tokens = python::fingerprint(tokens.tokens)};
  if (diagnostics.size() != already) return std::nullopt;
  if (id.values.size() != 1 || revision.id.empty()) {
    Diagnostic diagnostic{.code = "M0241", .message = fmt::format("{} has no `revision`", name)};
    diagnostic.labels.push_back(head_of(file, "Alembic takes every file of this folder for a revision"));
    diagnostic.helps.push_back("write `revision = \"…\"` at the left margin, or move the file elsewhere");
    diagnostics.push_back(std::move(diagnostic));
    return std::nullopt;
  }
  if (revision.id.size() > longest_id) {
    diagnostics.push_back(at(file, id.span, "M0249",
                             fmt::format("the identity of {} is longer than {} characters", name, longest_id),
                             fmt::format("{} characters", revision.id.size())));
    diagnostics.back().severity = Severity::warning;
    diagnostics.back().notes.push_back("the column of Alembic's table cannot hold it, unless it was widened by hand");
  }
  return revision;
}

std::vector<Revision> read_revisions(const FileTree& tree, const Place& place, std::vector<Diagnostic>& diagnostics) {
  std::vector<Revision> revisions;
  for (const auto& folder : place.versions) {
    for (const auto& file : tree.under(folder)) {
      if (!place.recursive && migrate::folder_of(file.path) != folder) continue;
      if (!is_revision_file(migrate::name_of(file.path))) continue;
      if (auto revision = read_revision(file, diagnostics)) revisions.push_back(std::move(*revision));
    }
  }
  return revisions;
}

SourceMigration migration_of(const Ordered& entry) {
  const auto& revision = *entry.revision;
  SourceMigration migration;
  migration.id = revision.id;
  migration.name = revision.title.empty() ? slug_of(revision) : revision.title;
  migration.path = revision.file->path;
  migration.source = revision.file->source;
  migration.sha256 = hash::sha256(revision.file->source->text);
  migration.tokens = revision.tokens;
  migration.ledger = {{"revision", revision.id}, {"down", fmt::format("{}", fmt::join(entry.before, ","))}};
  return migration;
}

}  // namespace

Discovery discover(const FileTree& tree, const Service& service) {
  Discovery found;
  found.ledger_table = usual_table;
  const auto place = find_place(tree, service, found.diagnostics);
  if (place.versions.empty()) return found;
  found.folder = place.versions.front();
  found.config = place.config;
  found.ledger_table = version_table(tree, place, found.diagnostics);
  const auto revisions = read_revisions(tree, place, found.diagnostics);
  for (const auto& entry : in_order(revisions, found.diagnostics)) found.migrations.push_back(migration_of(entry));
  return found;
}

}  // namespace migrate::sources::alembic
