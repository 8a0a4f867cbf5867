#include "advice/tls.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace migrate::advice {

namespace {

constexpr std::string_view by_strength[] = {"require", "verify-ca", "verify-full"};

/// What libpq's URL reader takes as it is.
bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

bool is_strong(std::string_view sslmode) {
  return std::find(std::begin(by_strength), std::end(by_strength), sslmode) != std::end(by_strength);
}

/// What a stack does instead of `sslmode` in the URL.
struct Remark {
  std::string_view stack;
  std::string_view text;
  bool needs_root = false;  ///< said only where a CA was given
};
constexpr Remark remarks[] = {
    {.stack = "prisma-6", .text = "Prisma has no `verify-full`: `sslaccept=strict` checks the certificate"},
    {.stack = "prisma-7",
     .text = "`prisma migrate` has no `verify-full`: `sslaccept=strict` checks the certificate, by the system's CAs"},
    {.stack = "node-pg", .text = "`ssl` beside the URL checks the certificate and the host's name, as `verify-full`"},
    {.stack = "typeorm", .text = "`ssl` beside the URL checks the certificate and the host's name, as `verify-full`"},
    {.stack = "kysely", .text = "`ssl` beside the URL checks the certificate and the host's name, as `verify-full`"},
    {.stack = "drizzle",
     .text = "postgres.js would send `sslrootcert` to the server: for drizzle-kit, name the file in "
             "`NODE_EXTRA_CA_CERTS`",
     .needs_root = true},
};

std::string file_in_node(const std::string& root) {
  return fmt::format("{{ ca: readFileSync({}, \"utf8\") }}", quoted(root));
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text)
    out += is_plain(c) ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string quoted(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
  return '"' + text::printable(out) + '"';
}

bool is_strict(const Parts& parts) {
  return parts.sslmode.starts_with("verify-");
}

std::string sslmode_of(const Parts& parts) {
  if (is_strong(parts.sslmode)) return parts.sslmode;
  return parts.local ? "disable" : "require";
}

std::string tls_parameters(const Parts& parts) {
  const auto sslmode = sslmode_of(parts);
  if (sslmode == "disable") return {};
  return "&sslmode=" + sslmode +
         (parts.sslrootcert.empty() ? "" : "&sslrootcert=" + percent_encoded(parts.sslrootcert));
}

std::string prisma_parameters(const Parts& parts) {
  if (!is_strict(parts)) return sslmode_of(parts) == "disable" ? "" : "&sslmode=require";
  const auto root = root_of(parts);
  return "&sslmode=require&sslaccept=strict" + (root.empty() ? "" : "&sslcert=" + percent_encoded(root));
}

std::string root_of(const Parts& parts) {
  if (parts.sslrootcert == "system") return {};
  if (!parts.sslrootcert.empty()) return parts.sslrootcert;
  return parts.provider == "Supabase" && !parts.local ? "prod-ca-2021.crt" : "";
}

std::string node_ssl(const Parts& parts) {
  if (sslmode_of(parts) == "disable") return "false";
  const auto root = root_of(parts);
  return root.empty() ? "true" : file_in_node(root);
}

std::string postgres_js_ssl(const Parts& parts) {
  if (sslmode_of(parts) == "disable") return "false";
  if (!is_strict(parts)) return "\"require\"";
  const auto root = root_of(parts);
  return root.empty() ? "\"verify-full\"" : file_in_node(root);
}

std::string prisma_7_parameters(const Parts& parts) {
  if (!is_strict(parts)) return {};
  const auto root = root_of(parts);
  return "&sslmode=require&sslaccept=strict" + (root.empty() ? "" : "&sslrootcert=" + percent_encoded(root));
}

std::string django_ssl(const Parts& parts) {
  const auto root = parts.sslrootcert.empty() ? "" : ", \"sslrootcert\": " + quoted(parts.sslrootcert);
  return fmt::format("{{\"sslmode\": \"{}\"{}}}", sslmode_of(parts), root);
}

std::string tls_remark(const Stack& stack, const Parts& parts) {
  const auto* row =
      std::find_if(std::begin(remarks), std::end(remarks), [&](const Remark& one) { return one.stack == stack.name; });
  const bool said = row != std::end(remarks) && is_strict(parts) && (!row->needs_root || !root_of(parts).empty());
  return said ? std::string(row->text) : std::string();
}

}  // namespace migrate::advice
