#pragma once

#include <migrate/survey.hpp>

namespace migrate::survey {

/// What all files say together. `files`: how many were read.
Findings weigh(Facts facts, std::size_t files);

}  // namespace migrate::survey
