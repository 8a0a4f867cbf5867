#include "preflight/words.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

namespace migrate::preflight {

std::string shown(seconds age) {
  const auto count = age.count();
  if (count < 120) return fmt::format("{} s", count);
  if (count < 120 * 60) return fmt::format("{} min", count / 60);
  if (count < 48 * 3600) return fmt::format("{} h", count / 3600);
  return fmt::format("{} days", count / 86400);
}

std::string shown(const Session& session) {
  auto line = fmt::format("process {}", session.process);
  if (!session.application.empty()) line += fmt::format(", `{}`", text::printable(session.application));
  if (!session.user.empty()) line += fmt::format(" as `{}`", text::printable(session.user));
  if (!session.state.empty()) line += ", " + text::printable(session.state);
  if (session.age) line += fmt::format(", its transaction open for {}", shown(*session.age));
  if (!session.query.empty()) line += fmt::format(": `{}`", text::printable(session.query));
  return line;
}

std::string shown(const std::vector<std::string>& names) {
  constexpr std::size_t most = 3;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < most; ++i)
    list += fmt::format("{}`{}`", list.empty() ? "" : ", ", text::printable(names[i]));
  return names.size() <= most ? list : fmt::format("{} and {} more", list, names.size() - most);
}

bool lasts(const Session& session) {
  constexpr seconds patience{5};
  return session.age && *session.age >= patience;
}

bool is_dump(const Session& session) {
  return session.application == "pg_dump";
}

bool is_vacuum(const Session& session) {
  return session.query.starts_with("autovacuum:");
}

}  // namespace migrate::preflight
