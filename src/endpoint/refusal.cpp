#include "endpoint/refusal.hpp"

#include "endpoint/anatomy.hpp"
#include "endpoint/locate.hpp"
#include "endpoint/mask.hpp"
#include "endpoint/parameters.hpp"
#include "endpoint/rules.hpp"

#include <migrate/text.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::endpoint {

namespace {

/// What is said about a mode that no migration passes through.
struct Reason {
  Mode mode;
  std::string_view code;
  std::string_view message;
  std::string_view note;
  std::string_view help;  ///< where the rule has none
};
constexpr Reason reasons[] = {
    {.mode = Mode::transaction,
     .code = "M0101",
     .message = "refusing to migrate through a transaction pooler",
     .note = "every transaction may run on another server connection, so advisory locks, `set` and prepared statements "
             "do not last from one to the next",
     .help = "ask for the session pool or the database's own port of this host"},
    {.mode = Mode::statement,
     .code = "M0101",
     .message = "refusing to migrate through a statement pooler",
     .note = "every statement may run on another server connection, so there are no transactions",
     .help = "ask for the session pool or the database's own port of this host"},
    {.mode = Mode::replica,
     .code = "M0103",
     .message = "refusing to migrate a read replica",
     .note = "a replica only repeats what its primary does",
     .help = "take the connection string of the primary database"},
    {.mode = Mode::read_only,
     .code = "M0104",
     .message = "refusing to migrate through a connection that may not write",
     .note = "nothing was changed",
     .help = "see who set it with `select * from pg_db_role_setting`; Supabase sets it when the disk is full"},
    {.mode = Mode::foreign,
     .code = "M0105",
     .message = "refusing to migrate a server that is not Postgres",
     .note = "its locks, catalogs and DDL differ from those that migrations rely on",
     .help = "take the URL of a Postgres database"},
    {.mode = Mode::unknown,
     .code = "M0106",
     .message = "refusing to migrate through a connection of unknown kind",
     .note = "it may share server connections between clients, and nothing shows that it does not",
     .help = "take a URL that leads to the database itself or to a session pooler"},
};

const Reason& reason_for(Mode mode) {
  const auto* row =
      std::find_if(std::begin(reasons), std::end(reasons), [&](const Reason& one) { return one.mode == mode; });
  return row == std::end(reasons) ? reasons[std::size(reasons) - 1] : *row;
}

/// The corrections that a rule's help may name.
class Corrections {
 public:
  Corrections(const Endpoint& endpoint, std::size_t host)
      : endpoint_(endpoint),
        trimmed_(trim(endpoint.given.text.reveal())),
        anatomy_(dissect(trimmed_)),
        masked_(mask(trimmed_)),
        located_(locate(anatomy_, trimmed_, endpoint.resolved, host)),
        port_(host < endpoint.resolved.hosts.size() ? endpoint.resolved.hosts[host].port : "") {}

  /// "port 5432 and without `pgbouncer=true`"
  [[nodiscard]] std::string changes() const {
    const auto port = port_ == "5432" ? std::string() : std::string("port 5432");
    if (port.empty() || without().empty()) return port + without();
    return fmt::format("{} and {}", port, without());
  }

  /// "without `pgbouncer=true`", or nothing where the text has no such parameter
  [[nodiscard]] std::string without() const {
    const auto* pgbouncer = deciding_parameter();
    return pgbouncer == nullptr ? "" : fmt::format("without `{}={}`", pgbouncer->name, pgbouncer->value);
  }

  /// The database's own URL, of the same role and database.
  [[nodiscard]] std::string direct() const {
    if (endpoint_.reference.empty()) return {};
    const auto& resolved = endpoint_.resolved;
    const auto role = resolved.user.substr(0, resolved.user.find('.'));
    return fmt::format("postgresql://{}:***@db.{}.supabase.co:5432/{}", text::printable(role), endpoint_.reference,
                       text::printable(resolved.database.empty() ? role : resolved.database));
  }

  /// The masked URL with its host less `-pooler` and without `pgbouncer=true`.
  [[nodiscard]] std::string unpooled() const {
    if (!located_.host || anatomy_.form != Anatomy::Form::url) return {};
    const auto host = masked_.shown(*located_.host);
    const auto at = masked_.text.find("-pooler", host.begin);
    if (at == std::string::npos || at >= host.end) return {};
    auto out = masked_.text;
    if (const auto* pgbouncer = deciding_parameter()) {
      auto span = masked_.shown(pgbouncer->whole);
      const bool others_follow = span.end < out.size();
      others_follow ? ++span.end : --span.begin;
      out.erase(span.begin, span.end - span.begin);
    }
    return out.erase(at, std::string_view("-pooler").size());
  }

 private:
  [[nodiscard]] const Parameter* deciding_parameter() const {
    for (const auto& parameter : anatomy_.parameters) {
      const auto* hint = find_hint(parameter.name, parameter.value);
      if (hint != nullptr && hint->decides) return &parameter;
    }
    return nullptr;
  }

  const Endpoint& endpoint_;
  std::string_view trimmed_;
  Anatomy anatomy_;
  Masked masked_;
  Located located_;
  std::string port_;
};

/// Replaces `{name}` in `help`; a help whose value is not known says nothing.
std::string filled(std::string_view help, const Corrections& corrections) {
  const auto open = help.find('{');
  if (open == std::string_view::npos) return std::string(help);
  const auto close = help.find('}', open);
  const auto name = help.substr(open + 1, close - open - 1);
  const auto value = name == "changes"  ? corrections.changes()
                     : name == "direct" ? corrections.direct()
                                        : corrections.unpooled();
  if (value.empty()) return {};
  return fmt::format("{}{}{}", help.substr(0, open), value, help.substr(close + 1));
}

std::vector<std::string> helps_for(const Endpoint& endpoint, const Verdict& verdict, const Reason& reason) {
  const Corrections corrections(endpoint, verdict.host);
  std::vector<std::string> helps;
  // `pgbouncer=true` alone decided: the place itself has no rule against it.
  const auto without = corrections.without();
  if (!without.empty() && verdict.rule->mode == Mode::session) helps.push_back("use the same URL " + without);
  if (!without.empty() && verdict.rule->mode == Mode::direct)
    helps.push_back("if this is the database itself, use the same URL " + without);
  for (const auto help : verdict.rule->help) {
    auto text = filled(help, corrections);
    if (!text.empty()) helps.push_back(std::move(text));
  }
  if (helps.empty()) helps.emplace_back(reason.help);
  return helps;
}

SourceRef source_of(const Endpoint& endpoint) {
  return std::make_shared<Source>(
      Source{.name = endpoint.given.origin, .text = masked(endpoint.given.text.reveal()), .kind = Source::Kind::value});
}

/// The host and port as they are written, or nothing.
Span place_of(const Endpoint& endpoint) {
  const auto trimmed = trim(endpoint.given.text.reveal());
  const auto located = locate(dissect(trimmed), trimmed, endpoint.resolved, 0);
  if (!located.host) return {};
  const bool adjoin =
      located.port && located.port->begin > located.host->end && located.port->begin - located.host->end <= 2;
  return mask(trimmed).shown({located.host->begin, adjoin ? located.port->end : located.host->end});
}

void show_findings(const Endpoint& endpoint, Diagnostic& diagnostic) {
  const auto source = source_of(endpoint);
  for (const auto& finding : endpoint.findings) {
    if (finding.span.begin < finding.span.end) {
      diagnostic.labels.push_back({.source = source, .span = finding.span, .text = finding.text});
    } else if (!finding.text.empty()) {
      diagnostic.notes.push_back(finding.text);
    }
  }
  if (diagnostic.labels.empty())
    diagnostic.labels.push_back({.source = source, .span = {0, source->text.size()}, .text = ""});
}

/// Nobody but a person can know that a pooler's usual port belongs to something else here.
std::string way_past(const Endpoint& endpoint, const Evidence& evidence) {
  if (endpoint.certainty != Certainty::presumed) return {};
  if (evidence.depth != Evidence::Depth::whole)
    return "if no transaction pooler listens there, add `--assume-session`: the connection is then probed before it is "
           "used";
  return evidence.seen == Mode::direct || evidence.seen == Mode::session
             ? "the probe saw one server process all along: if no transaction pooler listens there, add "
               "`--assume-session`"
             : std::string();
}

}  // namespace

Diagnostic refusal_of_seen(const Endpoint& endpoint, const Evidence& evidence) {
  const auto& reason = reason_for(evidence.seen);
  const bool pooler = evidence.seen == Mode::transaction || evidence.seen == Mode::statement;
  Diagnostic diagnostic{.code = pooler ? "M0102" : std::string(reason.code), .message = std::string(reason.message)};
  const std::string_view label = pooler                             ? "behaves like one"
                                 : evidence.seen == Mode::replica   ? "is one"
                                 : evidence.seen == Mode::read_only ? "may not be written to"
                                                                    : "is none";
  diagnostic.labels.push_back({.source = source_of(endpoint), .span = place_of(endpoint), .text = std::string(label)});
  diagnostic.notes = evidence.notes;
  if (pooler) diagnostic.notes.emplace_back(reason.note);
  diagnostic.helps.emplace_back(reason.help);
  return diagnostic;
}

Diagnostic refusal_of_unsettled(const Endpoint& endpoint, const Evidence& evidence) {
  Diagnostic diagnostic{.code = "M0125", .message = "refusing to migrate through a connection that could not be probed"};
  diagnostic.labels.push_back(
      {.source = source_of(endpoint), .span = place_of(endpoint), .text = "may share its server processes"});
  diagnostic.notes = evidence.notes;
  diagnostic.helps = {"try again when the server is less busy: the probe needs two connections",
                      "if this is the database itself or a session pooler, add `--assume-session`"};
  return diagnostic;
}

Diagnostic refusal(const Endpoint& endpoint, const Evidence& evidence) {
  const auto& reason = reason_for(endpoint.mode);
  Diagnostic diagnostic{.code = std::string(reason.code), .message = std::string(reason.message)};
  show_findings(endpoint, diagnostic);
  diagnostic.notes.emplace_back(reason.note);
  diagnostic.helps = helps_for(endpoint, verdict_on(endpoint.resolved), reason);
  if (auto help = way_past(endpoint, evidence); !help.empty()) diagnostic.helps.push_back(std::move(help));
  return diagnostic;
}

}  // namespace migrate::endpoint
