#pragma once

#include "survey/judge.hpp"

namespace migrate::survey {

/// M0140 and M0141: a migration that goes, or may go, where none may. `facts`: for a variable that fits.
Diagnostic refused(const Use& use, const Outcome& outcome, const Facts& facts);

/// M0142: a pooler that only the application uses. `reason`: why that is so.
Diagnostic application_only(const Label& place, std::string_view what, const Outcome& outcome, std::string reason);

/// M0143: a file that says nothing to the survey.
Diagnostic not_read(const std::string& path, std::string_view why);

}  // namespace migrate::survey
