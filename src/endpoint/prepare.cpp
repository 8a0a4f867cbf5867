#include "endpoint/anatomy.hpp"
#include "endpoint/mask.hpp"
#include "endpoint/parameters.hpp"

#include <migrate/endpoint.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace migrate::endpoint {

namespace {

constexpr std::string_view forms = "write it as `postgresql://user:password@host:5432/database`";

/// What is wrong with a connection string, said at the characters of its masked text.
class Complaint {
 public:
  Complaint(const ConnectionString& given, std::string_view trimmed)
      : masked_(mask(trimmed)),
        source_(
            std::make_shared<Source>(Source{.name = given.origin, .text = masked_.text, .kind = Source::Kind::value})) {
  }

  [[nodiscard]] Diagnostic at(const Flaw& flaw) const {
    Diagnostic diagnostic{.code = std::string(flaw.code), .message = flaw.message};
    diagnostic.labels.push_back({.source = source_, .span = masked_.shown(flaw.span), .text = flaw.label});
    if (!flaw.note.empty()) diagnostic.notes.push_back(flaw.note);
    if (!flaw.help.empty()) diagnostic.helps.push_back(flaw.help);
    return diagnostic;
  }

 private:
  Masked masked_;
  SourceRef source_;
};

std::string_view piece(std::string_view text, Span span) {
  return text.substr(span.begin, span.end - span.begin);
}

std::optional<Flaw> flaw_of_scheme(const Anatomy& anatomy, std::string_view text) {
  if (anatomy.form == Anatomy::Form::pairs) return std::nullopt;
  if (anatomy.form == Anatomy::Form::other) {
    return Flaw{.span = {0, text.size()},
                .message = "this is no connection string of Postgres",
                .label = "neither a URL nor `keyword=value`",
                .help = std::string(forms)};
  }
  const auto base = anatomy.scheme.substr(0, anatomy.scheme.find('+'));
  if (base == "postgres" || base == "postgresql") return std::nullopt;
  if (base == "prisma" || base == "http" || base == "https") {
    return Flaw{.span = anatomy.scheme_span,
                .message = "this URL leads to an HTTP service in front of Postgres",
                .label = "not the Postgres protocol",
                .help = "take the database's own URL, which begins with `postgres://`",
                .code = "M0127"};
  }
  return Flaw{.span = anatomy.scheme_span,
              .message = "this is no URL of a Postgres database",
              .label = "not `postgresql`",
              .help = std::string(forms)};
}

bool is_port(std::string_view text) {
  if (text.empty()) return true;
  if (text.size() > 5 || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return false;
  int number = 0;
  for (const char c : text) number = number * 10 + (c - '0');
  return number >= 1 && number <= 65535;
}

bool is_host(std::string_view text) {
  if (text.starts_with('/') || text.starts_with('@')) return true;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || std::string_view(".-_:%*").find(c) != std::string_view::npos;
  });
}

/// Calls `check` with each element of a list that libpq splits at commas.
template <class Check>
bool all_elements(std::string_view list, Check check) {
  while (true) {
    const auto comma = list.find(',');
    if (!check(list.substr(0, comma))) return false;
    if (comma == std::string_view::npos) return true;
    list.remove_prefix(comma + 1);
  }
}

Flaw no_port(Span span) {
  return {.span = span,
          .message = "the port is no number from 1 to 65535",
          .label = "stands where the port belongs",
          .help =
              "an IPv6 address is written `[2001:db8::1]:5432`; a `:`, `/` or `@` in a user or password is "
              "percent-encoded (`%3A`, `%2F`, `%40`)"};
}

Flaw no_host(Span span) {
  return {.span = span,
          .message = "the host is no host name",
          .label = "stands where the host belongs",
          .help = std::string(forms)};
}

/// libpq would find these only when it dials, and would then print them: they may be pieces of a password.
std::optional<Flaw> flaw_of_hosts(const Anatomy& anatomy, std::string_view text) {
  for (const auto& netloc : anatomy.netlocs) {
    const auto host = percent_decoded(piece(text, netloc.host));
    if (!host || (!host->empty() && !is_host(*host))) return no_host(netloc.host);
    const auto port = netloc.port ? percent_decoded(piece(text, *netloc.port)) : std::optional<std::string>("");
    if (!port || !is_port(*port)) return no_port(*netloc.port);
  }
  for (const auto& parameter : anatomy.parameters) {
    if (parameter.name == "port" && !all_elements(parameter.value, is_port)) return no_port(parameter.value_span);
    const bool is_place = parameter.name == "host" || parameter.name == "hostaddr";
    if (is_place && !all_elements(parameter.value, is_host)) return no_host(parameter.value_span);
  }
  return std::nullopt;
}

/// `password=ab&cd=ef`: libpq would refuse `cd` by name, and print a piece of the password.
std::optional<Flaw> flaw_after_password(const Anatomy& anatomy) {
  bool after = false;
  for (const auto& parameter : anatomy.parameters) {
    if (after && !is_known_parameter(parameter.name)) {
      return Flaw{.span = parameter.whole,
                  .message = "the password is followed by something that is no parameter",
                  .label = "part of the password?",
                  .help = anatomy.form == Anatomy::Form::url
                              ? "percent-encode the password: `&` is written `%26`, `=` is `%3D`"
                              : "put the password into single quotes: `password='…'`"};
    }
    after = after || is_secret_parameter(parameter.name);
  }
  return std::nullopt;
}

std::optional<Flaw> first_flaw(const Anatomy& anatomy, std::string_view text) {
  if (auto flaw = flaw_of_scheme(anatomy, text)) return flaw;
  if (anatomy.flaw) return anatomy.flaw;
  if (auto flaw = flaw_of_hosts(anatomy, text)) return flaw;
  return flaw_after_password(anatomy);
}

/// What goes to libpq in place of a parameter: itself, another one or nothing.
std::string replacement(const Parameter& parameter, std::string_view text, Prepared& prepared, bool strict) {
  if (parameter.name == "sslmode" && strict) return {};
  // node-pg's name for: encrypted, but anyone's certificate.
  if (parameter.name == "sslmode" && parameter.value == "no-verify") return "sslmode=require";
  const auto* orm = find_orm_parameter(parameter.name);
  if (orm == nullptr) return std::string(piece(text, parameter.whole));
  prepared.stripped.push_back(parameter.name);
  if (!is_secret_parameter(parameter.name)) prepared.orm[parameter.name] = parameter.value;
  if (orm->use == Use::search_path) prepared.search_path = parameter.value;
  return {};
}

std::string without_orm_parameters(const Anatomy& anatomy, std::string_view text, Prepared& prepared) {
  const auto* accept = find(anatomy, "sslaccept");
  const bool strict = accept != nullptr && accept->value == "strict";
  std::vector<std::string> kept;
  for (const auto& parameter : anatomy.parameters) {
    auto one = replacement(parameter, text, prepared, strict);
    if (!one.empty()) kept.push_back(std::move(one));
  }
  if (strict) kept.emplace_back("sslmode=verify-full");
  const auto joined = fmt::format("{}", fmt::join(kept, anatomy.form == Anatomy::Form::url ? "&" : " "));
  if (anatomy.form == Anatomy::Form::pairs) return joined;
  const auto head = text.substr(anatomy.authority, anatomy.query - anatomy.authority);
  return fmt::format("postgresql://{}{}{}", head, joined.empty() ? "" : "?", joined);
}

}  // namespace

Result<Prepared> prepare(const ConnectionString& given) {
  const auto text = trim(given.text.reveal());
  const Complaint complaint(given, text);
  if (text.empty()) {
    return fail(complaint.at({.span = {},
                              .message = "the connection string is empty",
                              .label = "nothing is here",
                              .help = std::string(forms),
                              .note = given.variable.empty() ? "a variable that is not set makes an empty word" : ""}));
  }
  const auto placeholder = find_placeholder(text);
  if (placeholder.end > 0) {
    return fail(complaint.at({.span = placeholder,
                              .message = "the connection string still holds the placeholder for the password",
                              .label = "the password belongs here",
                              .help = "put the database password in its place, percent-encoded",
                              .code = "M0121"}));
  }
  if (text.find('\0') != std::string_view::npos) {
    return fail(complaint.at({.span = {0, text.size()},
                              .message = "the connection string holds a NUL",
                              .label = "a NUL is in it",
                              .help = {}}));
  }
  const auto anatomy = dissect(text);
  if (const auto flaw = first_flaw(anatomy, text)) return fail(complaint.at(*flaw));

  Prepared prepared;
  prepared.conninfo = Secret(without_orm_parameters(anatomy, text, prepared));
  return prepared;
}

}  // namespace migrate::endpoint
