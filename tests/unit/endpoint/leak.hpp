#pragma once

#include "unit/endpoint/support.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

/// Whether a piece of a password is shown: for the unit tests and for the fuzzer.
namespace migrate::endpoint {

/// A password is made of these: letters that occur nowhere in the frames and in our own texts, and all specials.
inline constexpr std::string_view letters = "QXZJKVW789";
inline constexpr std::string_view specials = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

inline std::string percent_encoded(std::string_view password) {
  std::string out;
  for (const char c : password) out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

/// Frames of every form, `{}` for the password; the malformed ones, too.
inline constexpr std::string_view frames[] = {
    "postgresql://user:{}@db.example:5432/shop",
    "postgres://user:{}@db.example/shop?sslmode=require",
    "POSTGRESQL+asyncpg://user:{}@db.example:6543/shop?pgbouncer=true",
    "jdbc:postgresql://db.example:5432/shop?user=user&password={}",
    "postgresql://db.example/shop?password={}&user=user",
    "postgresql://user@db.example/shop?sslpassword={}",
    "postgresql://user:{}@one:5432,two:6543/shop",
    "postgresql://user:{}@[2001:db8::1]:5432/shop",
    "postgresql:/user:{}@db.example/shop",
    "postgres//user:{}@db.example/shop",
    "user:{}@db.example/shop",
    "mysql://user:{}@db.example/shop",
    "postgresql://user:{}@",
    "postgresql://user:{}@db.example:port/shop",
    "postgresql://user:{}@db.example/sh%op",
    "postgresql://user:{}@db.example/shop?unknown",
    "host=db.example password={} user=user",
    "host=db.example password={}",
    "password='{}' host=db.example",
    "password='{} host=db.example",
    "host=db.example PASSWORD = {} dbname=shop",
    "host=db.example;password={}",
    "postgresql://user:{}@db.example:5432/shop?port=6543",
    "postgresql://user:{}@db.example/shop?host=other&hostaddr=10.0.0.9",
    "postgresql://user:{}@db.example/shop#x",
    "jdbc:postgresql://user:{}@db.example/shop?currentSchema=a&prepareThreshold=0",
    "prisma+postgres://accelerate.prisma-data.net/?api_key={}",
    "postgresql://user@db.example/shop?passwd={}",
    "postgres://user.abcdefghij:{}@aws-0-eu-central-1.pooler.supabase.com:6543/postgres?pgbouncer=true",
    "  \"postgresql://user:{}@db.example/shop\"\r",
};

/// Four or more characters of the password, raw or encoded, one of them a letter. The frame's own text is not the
/// password's.
inline bool shows(std::string_view text, std::string_view secret, std::string_view frame) {
  for (std::size_t i = 0; i + 4 <= secret.size(); ++i) {
    const auto fragment = secret.substr(i, 4);
    const bool telling = fragment.find_first_of(letters) != std::string_view::npos;
    if (telling && frame.find(fragment) == std::string_view::npos && text.find(fragment) != std::string_view::npos)
      return true;
  }
  return false;
}

/// All that may ever be seen of a connection string.
inline std::string visible_text(const ConnectionString& string) {
  auto visible = masked(string.text.reveal()) + '\n';
  const auto prepared = prepare(string);
  if (!prepared) return visible + all_text(prepared.error());
  const auto see = [&](const char* port, Mode seen) {
    const auto endpoint = classify(string, *prepared, resolved({{"db.example", "", port}}, "user", "shop"));
    for (const auto& diagnostic : endpoint.diagnostics) visible += all_text(diagnostic);
    const auto allowed = guard(endpoint, {.seen = seen, .notes = {}});
    if (!allowed) visible += all_text(allowed.error());
  };
  see("6543", Mode::unknown);
  see("5432", Mode::transaction);
  return visible;
}

inline std::string filled(std::string_view frame, std::string_view secret) {
  std::string text(frame);
  return text.replace(text.find("{}"), 2, secret);
}

/// What is seen of a connection string, if a piece of its password is in it; else nothing.
inline std::string leak(std::string_view frame, const std::string& secret) {
  const auto visible = visible_text(given(filled(frame, secret)));
  return shows(visible, secret, frame) ? visible : "";
}

/// The same where it stands in a .env file. A `${NAME}` in it is no password: the name is said. What ends the value
/// (its quote, a comment) leaves another password.
inline std::string leak_in_file(std::string_view frame, const std::string& secret, std::string_view quote) {
  const auto end = quote.empty() ? " #" : quote;
  if (secret.find("${") != std::string::npos || secret.find(end) != std::string::npos) return "";
  const auto file = std::make_shared<Source>(
      Source{.name = ".env", .text = fmt::format("A=1\nDATABASE_URL={0}{1}{0}\n", quote, filled(frame, secret))});
  const auto chosen = choose(read_environment({file}, {}));
  const auto visible = chosen ? visible_text(*chosen) : all_text(chosen.error());
  return shows(visible, secret, frame) ? visible : "";
}

}  // namespace migrate::endpoint
