#include "advice/tls.hpp"

#include <migrate/advice.hpp>

#include <fmt/core.h>

#include <map>

namespace migrate::advice {

namespace {

constexpr std::string_view password = "${DB_PASSWORD}";
constexpr std::string_view encoded_password = "${DB_PASSWORD_ENCODED}";

std::string host_in_url(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

/// "postgres.ref:${DB_PASSWORD_ENCODED}@host:5432/postgres"
std::string address_of(const Parts& parts) {
  return fmt::format("{}:{}@{}:{}/{}", percent_encoded(parts.user), encoded_password, host_in_url(parts.host),
                     parts.port, percent_encoded(parts.database));
}

std::string direct_line(const std::optional<Parts>& migrations, std::string_view parameters) {
  if (!migrations) return "# DIRECT_URL is for migrations: copy the direct or the session URL from the provider";
  return fmt::format("DIRECT_URL=\"postgresql://{}{}\"", address_of(*migrations), parameters);
}

/// "&a=b&c=d" as all the parameters of a URL
std::string as_first(std::string parameters) {
  if (!parameters.empty()) parameters.front() = '?';
  return parameters;
}

std::string import_of(const std::string& ssl) {
  return ssl.starts_with('{') ? "import { readFileSync } from \"node:fs\";" : "";
}

using Values = std::map<std::string_view, std::string, std::less<>>;

Values values_of(const Parts& parts, const std::string& variable, const std::optional<Parts>& migrations) {
  const bool shared = parts.mode == endpoint::Mode::transaction;
  const auto tls = tls_parameters(parts);
  const auto prisma = prisma_parameters(parts);
  const auto prisma_7 = as_first(prisma_7_parameters(parts));
  const bool has_file = !tls.empty() && !parts.sslrootcert.empty();
  return {{"variable", variable},
          {"migrations", shared ? "DIRECT_URL" : variable},
          {"address", address_of(parts)},
          {"host", parts.host},
          {"port", parts.port},
          {"user", parts.user},
          {"database", parts.database},
          {"password", std::string(password)},
          {"django_ssl", django_ssl(parts)},
          {"?tls", as_first(tls)},
          {"&tls", tls},
          {"?mode", tls.empty() ? "" : "?sslmode=" + sslmode_of(parts)},
          {"?ssl", tls.empty() ? "" : "?ssl=" + sslmode_of(parts)},
          {"root_variable", has_file ? "PGSSLROOTCERT=" + quoted(parts.sslrootcert) : ""},
          {"&prisma", prisma},
          {"?prisma_7", prisma_7},
          {"node_ssl", node_ssl(parts)},
          {"import_fs", import_of(node_ssl(parts))},
          {"postgres_js_ssl", postgres_js_ssl(parts)},
          {"import_fs_js", import_of(postgres_js_ssl(parts))},
          {"direct", direct_line(migrations, as_first(tls))},
          {"mode_direct", direct_line(migrations, tls.empty() ? "" : "?sslmode=" + sslmode_of(parts))},
          {"prisma_direct", direct_line(migrations, as_first(prisma))},
          {"prisma_7_direct", direct_line(migrations, prisma_7)},
          {"bare_direct", direct_line(migrations, "")}};
}

/// One line of a template.
std::string filled(std::string_view line, const Values& values) {
  std::string out;
  while (true) {
    const auto open = line.find('%');
    const auto close = open == std::string_view::npos ? open : line.find('%', open + 1);
    out += line.substr(0, open);
    if (close == std::string_view::npos) return out;
    out += values.at(line.substr(open + 1, close - open - 1));
    line.remove_prefix(close + 1);
  }
}

constexpr Settings environment[] = {
    {.stack = "",
     .mode = endpoint::Mode::direct,
     .needs = "`--for STACK` tells what a driver needs",
     .blocks = {{".env", R"(# for migrations
DIRECT_URL="postgresql://%address%%?tls%"
# for an application that stays connected
DATABASE_URL="postgresql://%address%%?tls%"
)"}}},
    {.stack = "",
     .mode = endpoint::Mode::transaction,
     .needs = "`--for STACK` tells what a driver needs, and most need something",
     .blocks = {{".env", R"(# for the application
DATABASE_URL="postgresql://%address%%?tls%"
# for migrations
%direct%
)"}}},
};

}  // namespace

const Settings& environment_settings(endpoint::Mode mode) {
  return environment[mode == endpoint::Mode::transaction ? 1 : 0];
}

std::vector<Filled> fill(const Settings& settings, const Parts& parts, const std::string& variable,
                         const std::optional<Parts>& migrations) {
  const auto values = values_of(parts, variable, migrations);
  std::vector<Filled> blocks;
  for (const auto& [file, given] : settings.blocks) {
    if (given.empty()) continue;
    Filled block{.file = std::string(file), .text = {}};
    for (auto text = given; !text.empty();) {
      const auto line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      const auto shown = filled(line, values);
      // A line that held nothing but an empty part is none.
      if (!shown.empty() || line.empty()) block.text += shown + '\n';
    }
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace migrate::advice
