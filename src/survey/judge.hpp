#pragma once

#include "survey/resolve.hpp"

#include <migrate/survey.hpp>

#include <optional>
#include <string>
#include <vector>

namespace migrate::survey {

/// What a use leads to, the worst that can be said of it with the greatest certainty.
struct Outcome {
  Verdict verdict = Verdict::unknown;
  endpoint::Endpoint endpoint = {};  ///< of `deciding`
  std::optional<Candidate> deciding = {};
};
Outcome judge(const Use& use, const Facts& facts);

/// True where transactions or statements are shared out, or a replica answers.
bool is_unfit(endpoint::Mode mode);

/// What an endpoint is, for a message: "a transaction pooler".
std::string kind_of(const endpoint::Endpoint& endpoint);

}  // namespace migrate::survey
