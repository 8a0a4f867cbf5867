#pragma once

#include <migrate/endpoint.hpp>
#include <migrate/pg.hpp>
#include <migrate/workflow.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What was given to connect with, and what it leads to; nothing is dialled.
namespace migrate::workflow {

/// Those of the files that exist; an error where one of them cannot be read.
Result<std::vector<SourceRef>> read_dotenv(const std::string& folder, const std::vector<std::string>& names);

/// The process' variables and those of the .env files at the root. A target's name is its mode (.env.production), else
/// `$MIGRATE_ENV` is.
Result<endpoint::Environment> environment_of(const std::string& root, const std::string& target,
                                             const Surroundings& surroundings);

/// A variable of the process, or "".
std::string variable(const Surroundings& surroundings, std::string_view name);

/// What `--url`, `--target` or the environment gives.
Result<endpoint::ConnectionString> given(const Workspace& workspace, const Where& where,
                                         const Surroundings& surroundings);

/// Read, resolved as libpq would and classified; the observer hears the password.
Result<endpoint::Endpoint> classify(const endpoint::ConnectionString& string, const Observer& observer);

/// Who dials, and what stops it.
pg::Options options_of(const Surroundings& surroundings);

}  // namespace migrate::workflow
