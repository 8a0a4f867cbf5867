#include "workflow/given.hpp"
#include "workflow/local_stack.hpp"

#include <migrate/advice.hpp>
#include <migrate/files.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace migrate::workflow {

namespace {

using endpoint::Endpoint;
using endpoint::Mode;

/// Where the Supabase CLI puts the pooler's URL, without a password.
constexpr std::string_view pooler_file = "supabase/.temp/pooler-url";

bool is_reference(std::string_view word) {
  return word.size() == 20 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Result<endpoint::ConnectionString> string_of(const Workspace& workspace, const Where& where, const std::string& word,
                                             const Surroundings& surroundings) {
  if (word.empty()) {
    auto string = given(workspace, where, surroundings);
    if (!string && string.error().code == "M0107")
      string.error().helps = {"give a URL or a project reference: `migrate url abcdefghijklmnopqrst`"};
    return string;
  }
  if (is_reference(word)) {
    return endpoint::ConnectionString{
        .text = Secret(fmt::format("postgresql://postgres@db.{}.supabase.co:5432/postgres", word)),
        .origin = "the project reference",
        .target_name = {}};
  }
  return endpoint::ConnectionString{.text = Secret(word), .origin = "the URL", .target_name = {}};
}

std::optional<advice::Pooler> pooler_in_workspace(const Workspace& workspace, const Observer& observer) {
  const auto file = files::read(workspace.root, pooler_file);
  if (!file) return std::nullopt;
  const auto& text = (*file)->text;
  const auto endpoint = classify({.text = Secret(text.substr(0, text.find_last_not_of(" \r\n") + 1)),
                                  .origin = std::string(pooler_file),
                                  .target_name = {}},
                                 observer);
  return endpoint ? advice::pooler_of(*endpoint) : std::nullopt;
}

/// As the URL has it, where that is a mode that settings are made for.
Mode mode_for(const Endpoint& endpoint, const UrlOptions& options) {
  if (options.mode) return *options.mode;
  const bool served = endpoint.mode == Mode::session || endpoint.mode == Mode::transaction;
  return served ? endpoint.mode : Mode::direct;
}

/// The variable that holds this very URL, else the usual one.
std::string variable_for(const Endpoint& endpoint, Mode mode) {
  const std::string_view origin = endpoint.given.origin;
  if (!origin.starts_with('$') || endpoint.mode != mode) return "DATABASE_URL";
  auto name = std::string(origin.substr(1, origin.find_first_of(", ") - 1));
  return mode == Mode::transaction && name == "DIRECT_URL" ? "DATABASE_URL" : name;
}

}  // namespace

Result<UrlReport> url(const Workspace& workspace, const Where& where, const UrlOptions& options,
                      const Surroundings& surroundings, Observer& observer) {
  const auto string = string_of(workspace, where, options.word, surroundings);
  if (!string) return fail(string);
  auto endpoint = classify(*string, observer);
  if (!endpoint) return fail(endpoint);
  refine(*endpoint, workspace.root);

  const auto mode = mode_for(*endpoint, options);
  const auto in_workspace = pooler_in_workspace(workspace, observer);
  auto parts = advice::convert(*endpoint, mode, in_workspace);
  if (!parts) {
    auto reason = parts.error();
    if (in_workspace && reason.code == "M0700") {
      reason.notes.push_back(
          fmt::format("{} is of another project: `{}`", pooler_file, text::printable(in_workspace->reference)));
    }
    return fail(std::move(reason));
  }
  const auto& settings =
      options.stack == nullptr ? advice::environment_settings(mode) : advice::settings_for(*options.stack, mode);
  const bool by_file = in_workspace && parts->host == in_workspace->host && !advice::pooler_of(*endpoint);
  return UrlReport{.stack = options.stack,
                   .settings = &settings,
                   .parts = *parts,
                   .origin = string->origin,
                   .pooler_from = by_file ? std::string(pooler_file) : std::string(),
                   .blocks = advice::fill(settings, *parts, variable_for(*endpoint, mode),
                                          advice::for_migrations(*endpoint, in_workspace)),
                   .diagnostics = {}};
}

}  // namespace migrate::workflow
