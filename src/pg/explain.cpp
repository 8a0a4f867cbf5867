#include "pg/explain.hpp"

#include <migrate/advice.hpp>
#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <csignal>

namespace migrate::pg {

namespace {

std::string signal_name(int signal) {
  if (signal == SIGINT) return "SIGINT";
  if (signal == SIGTERM) return "SIGTERM";
  if (signal == SIGHUP) return "SIGHUP";
  return fmt::format("signal {}", signal);
}

/// `"orders"` becomes `` `orders` ``; a text with an odd quote stays as it is.
std::string in_backticks(std::string text) {
  const auto quotes = std::count(text.begin(), text.end(), '"');
  if (quotes % 2 == 0 && text.find('`') == std::string::npos) std::replace(text.begin(), text.end(), '"', '`');
  return text;
}

/// libpq indents its second lines with a tab.
std::string one_line(std::string_view text) {
  std::string line(text.substr(0, text.find_last_not_of(" \n\t") + 1));
  line.erase(std::remove(line.begin(), line.end(), '\t'), line.end());
  std::replace(line.begin(), line.end(), '\n', ' ');
  return text::printable(line);
}

/// The server gives no position for names that it looks up late (a column of CREATE INDEX): there the first name that
/// the message quotes is looked for, whole. From 0; npos: it does not stand there.
std::size_t named_place(std::string_view statement, const Failure& failure) {
  const auto quote = failure.message.find('"');
  if (!failure.sqlstate.starts_with("42") || quote == std::string::npos) return std::string_view::npos;
  const auto name = failure.message.substr(quote + 1, failure.message.find('"', quote + 1) - quote - 1);
  const auto in_word = [&](std::size_t at) {
    return at < statement.size() &&
           (std::isalnum(static_cast<unsigned char>(statement[at])) != 0 || statement[at] == '_');
  };
  auto at = name.empty() ? std::string_view::npos : statement.find(name);
  while (at != std::string_view::npos && ((at > 0 && in_word(at - 1)) || in_word(at + name.size()))) {
    at = statement.find(name, at + 1);
  }
  return at;
}

Span place_of(const plan::Entry& entry, std::size_t index, const Failure& failure) {
  const auto& span = entry.statements[index].statement.span;
  const auto& text = entry.migration->source->text;
  const auto statement = std::string_view(text).substr(span.begin, span.end - span.begin);
  auto position = failure.position == 0 ? 1 : failure.position;
  if (const auto named = named_place(statement, failure); failure.position == 0 && named != std::string_view::npos) {
    const auto before = statement.substr(0, named);
    position = 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), [](char c) {
                 return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
               }));
  }
  const auto token = sql::token_at(statement, position);
  return {.begin = span.begin + token.begin, .end = span.begin + token.end};
}

std::string label_of(const Failure& failure) {
  if (failure.sqlstate.empty()) return "the connection ended here";
  const auto name = condition_name(failure.sqlstate);
  return name.empty() ? fmt::format("Postgres: {}", failure.sqlstate)
                      : fmt::format("Postgres: {} {}", failure.sqlstate, name);
}

std::string message_for(const Wire& wire, const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::interrupted:
      return fmt::format("interrupted by {}", signal_name(signal_of(wire)));
    case Reply::Kind::lost:
      return "the connection to the server was lost";
    default:
      return message_of(reply.failure);
  }
}

std::string code_for(const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::interrupted:
      return "M0606";
    case Reply::Kind::lost:
      return "M0607";
    default:
      return "M0601";
  }
}

}  // namespace

std::string message_of(const Failure& failure) {
  return in_backticks(one_line(failure.message));
}

void add_notes(Diagnostic& diagnostic, const Failure& failure) {
  if (!failure.detail.empty()) diagnostic.notes.push_back("detail: " + in_backticks(one_line(failure.detail)));
  if (!failure.context.empty()) diagnostic.notes.push_back("context: " + in_backticks(one_line(failure.context)));
  if (!failure.hint.empty()) diagnostic.notes.push_back("hint: " + in_backticks(one_line(failure.hint)));
}

Diagnostic explain(Wire& wire, const plan::Entry& entry, std::size_t index, const Reply& reply) {
  Diagnostic diagnostic{
      .code = code_for(reply), .message = message_for(wire, reply), .labels = {}, .notes = {}, .helps = {}};
  const auto what =
      reply.kind == Reply::Kind::interrupted ? std::string("this statement was cancelled") : label_of(reply.failure);
  diagnostic.labels.push_back(
      {.source = entry.migration->source, .span = place_of(entry, index, reply.failure), .text = what});
  if (reply.kind == Reply::Kind::lost && !reply.failure.message.empty()) {
    diagnostic.notes.push_back(in_backticks(one_line(reply.failure.message)));
  }
  add_notes(diagnostic, reply.failure);
  auto help = advice::for_fault(
      {.sqlstate = reply.failure.sqlstate, .message = reply.failure.message, .project = wire.to.reference});
  if (!help.empty()) diagnostic.helps.push_back(std::move(help));
  return diagnostic;
}

Diagnostic explain_other(const Wire& wire, const Reply& reply, std::string message) {
  if (reply.kind == Reply::Kind::interrupted) {
    return {
        .code = "M0606", .message = message_for(wire, reply), .labels = {}, .notes = {std::move(message)}, .helps = {}};
  }
  if (reply.kind == Reply::Kind::late) {
    return {.code = "M0112",
            .message = std::move(message),
            .labels = {},
            .notes = {"the server did not answer in time"},
            .helps = {}};
  }
  Diagnostic diagnostic{.code = reply.kind == Reply::Kind::lost ? "M0607" : "M0609",
                        .message = std::move(message),
                        .labels = {},
                        .notes = {},
                        .helps = {}};
  if (!reply.failure.sqlstate.empty()) diagnostic.notes.push_back(label_of(reply.failure));
  diagnostic.notes.push_back(message_of(reply.failure));
  add_notes(diagnostic, reply.failure);
  auto help = advice::for_fault(
      {.sqlstate = reply.failure.sqlstate, .message = reply.failure.message, .project = wire.to.reference});
  if (!help.empty()) diagnostic.helps.push_back(std::move(help));
  return diagnostic;
}

Diagnostic process_changed(const Wire& wire, std::string_view process, std::string kept) {
  return {
      .code = "M0126",
      .message = fmt::format("another server process answers on the connection to `{}`", endpoint::address(wire.to)),
      .labels = {},
      .notes = {fmt::format("process {} was probed, process {} answers", wire.process, text::printable(process)),
                std::move(kept)},
      .helps = {"connect directly or through a session pooler, and run `migrate apply` again"}};
}

std::string way_out(const plan::Entry& entry) {
  const auto& provenance = entry.migration->provenance;
  if (!provenance || provenance->source.empty()) {
    return fmt::format("correct {}, then run `migrate apply`", text::printable(entry.migration->path));
  }
  return fmt::format("correct {}, then run `migrate sync --update` and `migrate apply`",
                     text::printable(provenance->source));
}

}  // namespace migrate::pg
