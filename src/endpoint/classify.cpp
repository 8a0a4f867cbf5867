#include "endpoint/anatomy.hpp"
#include "endpoint/drivers.hpp"
#include "endpoint/locate.hpp"
#include "endpoint/mask.hpp"
#include "endpoint/parameters.hpp"
#include "endpoint/rules.hpp"

#include <migrate/endpoint.hpp>
#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::endpoint {

namespace {

/// A connection string taken apart, with its masked text.
struct Reading {
  std::string_view text;
  Anatomy anatomy;
  Masked masked;
  SourceRef source;
};

Reading read(const ConnectionString& given) {
  const auto text = trim(given.text.reveal());
  auto masked = mask(text);
  auto source =
      std::make_shared<Source>(Source{.name = given.origin, .text = masked.text, .kind = Source::Kind::value});
  return {.text = text, .anatomy = dissect(text), .masked = std::move(masked), .source = std::move(source)};
}

/// A port that the text does not show: $PGPORT and a service's entry fill in what is left out.
std::string elsewhere(std::string_view what, std::string_view value, const Resolved& resolved,
                      std::string_view variable) {
  const auto service = resolved.rest.find("service");
  const auto origin = service == resolved.rest.end()
                          ? fmt::format("from `${}`", variable)
                          : fmt::format("from the service `{}` or `${}`", text::printable(service->second), variable);
  return fmt::format("{} {} is not in the connection string: it comes {}", what, text::printable(value), origin);
}

void find_by_rule(Endpoint& endpoint, const Reading& reading, const Verdict& verdict) {
  const auto& rule = *verdict.rule;
  if (badness(rule.mode) <= badness(Mode::session)) return;
  const auto located = locate(reading.anatomy, reading.text, endpoint.resolved, verdict.host);
  const auto by = [&] {
    if (!rule.port.empty()) return located.port ? located.port : located.host;
    return rule.user.empty() ? located.host : located.user;
  }();
  const auto span = by ? reading.masked.shown(*by) : Span{};
  endpoint.findings.push_back({.span = span, .text = std::string(rule.why)});
  if (verdict.host >= endpoint.resolved.hosts.size()) return;
  const auto& host = endpoint.resolved.hosts[verdict.host];
  if (!rule.port.empty() && !located.port) {
    endpoint.findings.push_back({.span = {}, .text = elsewhere("port", host.port, endpoint.resolved, "PGPORT")});
  }
  if (!located.host && !host.hostaddr.empty()) {
    endpoint.findings.push_back(
        {.span = {}, .text = elsewhere("address", host.hostaddr, endpoint.resolved, "PGHOSTADDR")});
  } else if (!located.host && !host.host.empty()) {
    endpoint.findings.push_back({.span = {}, .text = elsewhere("host", host.host, endpoint.resolved, "PGHOST")});
  }
}

void find_by_hints(Endpoint& endpoint, const Reading& reading) {
  for (const auto& parameter : reading.anatomy.parameters) {
    const auto* hint = find_hint(parameter.name, parameter.value);
    if (hint == nullptr) continue;
    const auto span = reading.masked.shown(parameter.whole);
    if (hint->decides) {
      const bool too = endpoint.mode == Mode::transaction;
      endpoint.findings.push_back(
          {.span = span, .text = too ? "so says this, too" : "says that this is a transaction pooler"});
      endpoint.mode = Mode::transaction;
      endpoint.certainty = Certainty::certain;
    } else {
      endpoint.diagnostics.push_back(
          {.code = "M0109",
           .severity = Severity::warning,
           .message = fmt::format("`{}` is meant for a transaction pooler", text::printable(parameter.name)),
           .labels = {{.source = reading.source, .span = span, .text = "says so"}},
           .notes = {},
           .helps = {"leave it out of the URL for migrations, or give them a URL of their own in `DIRECT_URL`"}});
    }
  }
}

void report_stripped(Endpoint& endpoint, const Reading& reading, const Prepared& prepared) {
  if (prepared.stripped.empty()) return;
  Diagnostic diagnostic{.code = "M0100", .severity = Severity::note, .message = "parameters for an ORM were left out"};
  for (const auto& parameter : reading.anatomy.parameters) {
    if (std::find(prepared.stripped.begin(), prepared.stripped.end(), parameter.name) == prepared.stripped.end())
      continue;
    diagnostic.labels.push_back(
        {.source = reading.source, .span = reading.masked.shown(parameter.whole), .text = "left out"});
  }
  if (!prepared.search_path.empty()) {
    diagnostic.notes.push_back(fmt::format("`search_path` is set to `{}`", text::printable(prepared.search_path)));
  }
  endpoint.diagnostics.push_back(std::move(diagnostic));
}

/// "db.<ref>.supabase.co" → "<ref>"; a replica's is "<ref>-rr-…".
std::string reference_in_host(std::string_view host) {
  if (!matches("db.*.supabase.co|db.*.supabase.red|db.*.snapcloud.dev", host)) return {};
  return std::string(host.substr(3, host.find('.', 3) - 3));
}

std::string reference_of(const Resolved& resolved, const Verdict& verdict) {
  const auto host = verdict.host < resolved.hosts.size() ? resolved.hosts[verdict.host].host : std::string();
  auto reference = reference_in_host(host);
  const auto dot = resolved.user.rfind('.');
  if (reference.empty() && dot != std::string::npos) reference = resolved.user.substr(dot + 1);
  const auto options = resolved.rest.find("options");
  if (reference.empty() && options != resolved.rest.end() && options->second.starts_with("reference=")) {
    reference = options->second.substr(std::string_view("reference=").size());
  }
  reference = reference.substr(0, reference.find("-rr-"));
  const bool plain = std::all_of(reference.begin(), reference.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  return plain ? reference : "";
}

}  // namespace

Endpoint classify(const ConnectionString& given, const Prepared& prepared, Resolved resolved) {
  const auto reading = read(given);
  const auto verdict = verdict_on(resolved);

  Endpoint endpoint;
  endpoint.given = given;
  endpoint.resolved = std::move(resolved);
  endpoint.mode = verdict.rule->mode;
  // A probe looks at one host of a list, and a later connection may reach another.
  endpoint.certainty = endpoint.resolved.hosts.size() > 1 ? Certainty::certain : verdict.rule->certainty;
  endpoint.provider = verdict.rule->provider;
  if (endpoint.provider == "Supabase") endpoint.reference = reference_of(endpoint.resolved, verdict);
  endpoint.search_path = prepared.search_path;

  find_by_rule(endpoint, reading, verdict);
  find_by_hints(endpoint, reading);
  report_stripped(endpoint, reading, prepared);
  if (auto warning = disagreement(given, endpoint.resolved)) endpoint.diagnostics.push_back(*std::move(warning));
  return endpoint;
}

}  // namespace migrate::endpoint
