#pragma once

#include <migrate/endpoint.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::endpoint {

inline ConnectionString given(std::string text, std::string origin = "$DATABASE_URL, set in .env:3") {
  return {.text = Secret(std::move(text)), .origin = std::move(origin), .target_name = {}};
}

inline Resolved resolved(std::vector<Host> hosts, std::string user = "postgres", std::string database = "postgres") {
  return {.hosts = std::move(hosts),
          .user = std::move(user),
          .database = std::move(database),
          .sslmode = "prefer",
          .password = Secret("secret"),
          .rest = {}};
}

/// prepare and classify; what libpq would resolve is given.
inline Endpoint classified(const std::string& text, Resolved values) {
  const auto string = given(text);
  const auto prepared = prepare(string);
  return classify(string, prepared ? *prepared : Prepared{}, std::move(values));
}

/// The text under each label: "6543|pgbouncer=true".
inline std::string marked(const Diagnostic& diagnostic) {
  std::string out;
  for (const auto& label : diagnostic.labels) {
    if (!out.empty()) out += '|';
    out += label.source->text.substr(label.span.begin, label.span.end - label.span.begin);
  }
  return out;
}

/// Everything of a diagnostic that anyone may ever see.
inline std::string all_text(const Diagnostic& diagnostic) {
  auto out = diagnostic.message + '\n';
  for (const auto& label : diagnostic.labels)
    out += label.source->name + '\n' + label.source->text + '\n' + label.text + '\n';
  for (const auto& note : diagnostic.notes) out += note + '\n';
  for (const auto& help : diagnostic.helps) out += help + '\n';
  return out;
}

}  // namespace migrate::endpoint
