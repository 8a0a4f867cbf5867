#pragma once

#include <migrate/endpoint.hpp>
#include <migrate/workflow.hpp>

#include <string>

/// What was given to connect with, and what it leads to; nothing is dialled.
namespace migrate::workflow {

/// The process' variables and those of the .env files at the root. A target's name is its mode (.env.production), else
/// `$MIGRATE_ENV` is.
Result<endpoint::Environment> environment_of(const std::string& root, const std::string& target,
                                             const Surroundings& surroundings);

/// What `--url`, `--target` or the environment gives.
Result<endpoint::ConnectionString> given(const Workspace& workspace, const Where& where,
                                         const Surroundings& surroundings);

/// Read, resolved as libpq would and classified; the observer hears the password.
Result<endpoint::Endpoint> classify(const endpoint::ConnectionString& string, const Observer& observer);

}  // namespace migrate::workflow
