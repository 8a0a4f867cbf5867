#include <fmt/core.h>
#include <migrate/collect.hpp>
#include <migrate/hash.hpp>
#include <migrate/text.hpp>

namespace migrate::collect {

namespace {

constexpr std::string_view first_line = "-- Collected by `migrate sync`, do not edit: change the source.";
constexpr std::string_view line_begin = "--   ";
/// The line that ends the header: no line of the SQL can be taken for one of ours.
constexpr std::string_view last_key = "body";

std::size_t character_at(std::string_view text, std::size_t at) {
  std::size_t length = 1;
  while (at + length < text.size() && length < 4 && (static_cast<unsigned char>(text[at + length]) & 0xC0) == 0x80)
    ++length;
  return length;
}

/// What is odd in a terminal or an editor goes as `\xNN`, byte by byte, so that every value survives.
std::string escaped(std::string_view value, std::string_view also = {}) {
  std::string out;
  for (std::size_t i = 0; i < value.size();) {
    const auto character = value.substr(i, character_at(value, i));
    const bool at_edge = character == " " && (i == 0 || i + 1 == value.size());
    const bool odd = character == "\\" || at_edge || also.find(character) != std::string_view::npos;
    if (!odd && text::printable(character) == character) {
      out += character;
    } else {
      for (const char c : character) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    i += character.size();
  }
  return out;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (i + 3 >= text.size() || text[i + 1] != 'x') return std::nullopt;
    const int high = hex_digit(text[i + 2]);
    const int low = hex_digit(text[i + 3]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 3;
  }
  return out;
}

std::string line(std::string_view key, std::string_view value) {
  return fmt::format("{}{:<9}{}{}\n", line_begin, fmt::format("{}:", key), value.empty() ? "" : " ", escaped(value));
}

/// The line at `at` without its end; `at` moves behind it.
std::string_view next_line(std::string_view text, std::size_t& at) {
  const auto end = std::min(text.find('\n', at), text.size());
  auto found = text.substr(at, end - at);
  at = std::min(end + 1, text.size());
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

struct Field {
  std::string key;
  std::string value;
};
std::optional<Field> read_field(std::string_view text) {
  if (!text.starts_with(line_begin)) return std::nullopt;
  text.remove_prefix(line_begin.size());
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto key = unescaped(text.substr(0, colon));
  text.remove_prefix(colon + 1);
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  auto value = unescaped(text);
  if (!key || !value) return std::nullopt;
  return Field{.key = std::move(*key), .value = std::move(*value)};
}

/// A key that is unknown comes from a later version of this program and means nothing here.
bool take(Provenance& provenance, Field field) {
  constexpr std::string_view ledger = "ledger.";
  if (field.key.starts_with(ledger)) {
    return provenance.ledger.emplace(field.key.substr(ledger.size()), std::move(field.value)).second;
  }
  if (field.key == "runs") {
    provenance.mode = TransactionMode::outside;
    return field.value == "outside a transaction";
  }
  const std::pair<std::string_view, std::string*> known[] = {
      {"service", &provenance.service}, {"tool", &provenance.tool},     {"id", &provenance.id},
      {"source", &provenance.source},   {"sha256", &provenance.sha256}, {"tokens", &provenance.tokens},
      {last_key, &provenance.body}};
  for (const auto& [key, value] : known) {
    if (field.key != key) continue;
    *value = std::move(field.value);
    return true;
  }
  return true;
}

}  // namespace

std::string header(const Provenance& provenance) {
  std::string out(first_line);
  out += '\n';
  out += line("service", provenance.service);
  out += line("tool", provenance.tool);
  out += line("id", provenance.id);
  out += line("source", provenance.source);
  if (provenance.mode == TransactionMode::outside) out += line("runs", "outside a transaction");
  for (const auto& [key, value] : provenance.ledger) out += line("ledger." + escaped(key, ":"), value);
  out += line("sha256", provenance.sha256);
  out += line("tokens", provenance.tokens);
  out += line(last_key, provenance.body);
  return out;
}

Collected read_header(std::string_view text) {
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (!text.substr(at).starts_with("-- Collected by `migrate sync`")) return {};
  next_line(text, at);
  Provenance provenance;
  while (at < text.size()) {
    auto field = read_field(next_line(text, at));
    if (!field) break;
    const bool last = field->key == last_key;
    if (!take(provenance, std::move(*field))) break;
    if (!last) continue;
    if (text.substr(at).starts_with("\r\n"))
      at += 2;
    else if (text.substr(at).starts_with('\n'))
      at += 1;
    return {.provenance = std::move(provenance), .body_begin = at};
  }
  return {.provenance = std::nullopt, .body_begin = 0, .damaged = true};
}

std::string body_hash(std::string_view body) {
  return body.find('\r') == std::string_view::npos ? hash::sha256(body) : hash::sha256(text::normalise(body));
}

}  // namespace migrate::collect
