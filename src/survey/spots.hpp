#pragma once

#include "survey/judge.hpp"

#include <vector>

/// Where in the files the parts of a connection stand.
namespace migrate::survey {

/// The place of the text that decided: where it is given, as exactly as the file shows it.
struct Spot {
  Label place;
  bool elsewhere = false;  ///< not at the place of the use itself
};
Spot spot_of(const Use& use, const Outcome& outcome);

/// The values of variables that go into a password: their own lines do not say that they hold one.
std::vector<Label> secrets_of(const Candidate& candidate);

}  // namespace migrate::survey
