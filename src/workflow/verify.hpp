#pragma once

#include "workflow/connect.hpp"

#include <string>
#include <vector>

namespace migrate::workflow {

/// How the database differs from what the migrations up to `to` make on a scratch server.
Result<std::vector<Diagnostic>> verify(const Workspace& workspace, const std::string& to, Connected& connected,
                                       const Surroundings& surroundings, Observer& observer);

}  // namespace migrate::workflow
