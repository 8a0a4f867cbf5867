#pragma once

#include <migrate/workflow.hpp>

#include <optional>

namespace migrate::workflow {

/// Nothing where a person agreed, or nobody is to be asked; else why nothing is done. Before anything is locked: an
/// answer may take its time.
std::optional<Diagnostic> refused_by_person(const Confirm& confirm, const Asked& asked,
                                            const Surroundings& surroundings);

}  // namespace migrate::workflow
