#include "workflow/confirm.hpp"

#include <migrate/text.hpp>

#include <fmt/core.h>

#include <csignal>

namespace migrate::workflow {

namespace {

std::string_view name_of_signal(int signal) {
  if (signal == SIGINT) return "SIGINT";
  return signal == SIGTERM ? "SIGTERM" : "SIGHUP";
}

}  // namespace

std::optional<Diagnostic> refused_by_person(const Confirm& confirm, const Asked& asked,
                                            const Surroundings& surroundings) {
  if (!confirm || confirm(asked)) return std::nullopt;
  const int signal = surroundings.interruption != nullptr ? surroundings.interruption->signal() : 0;
  const auto target = text::printable(asked.place.target);
  if (signal != 0) {
    return Diagnostic{.code = "M0606",
                      .message = fmt::format("interrupted by {}", name_of_signal(signal)),
                      .notes = {fmt::format("`{}` was not confirmed; nothing was changed", target)}};
  }
  return Diagnostic{.code = "M0641",
                    .message = fmt::format("`{}` was not confirmed", target),
                    .notes = {"nothing was changed"},
                    .helps = {fmt::format("`migrate plan --target {}` shows each statement that waits there", target)}};
}

}  // namespace migrate::workflow
