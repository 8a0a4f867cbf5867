#pragma once

#include <migrate/cli.hpp>

namespace migrate::cli {

/// `migrate guard --repo`: what the files of the repository say about how its migrations connect. The exit code.
int look_at_repository(const Invocation& invocation);

}  // namespace migrate::cli
