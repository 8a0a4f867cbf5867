#pragma once

#include <migrate/survey.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::survey {

/// A variable's value in the middle of a text.
struct Part {
  Span span = {};                ///< of Candidate::text
  Span written = {};             ///< its reference in Candidate::written; empty for one in another part
  std::vector<Label> path = {};  ///< as of a candidate; empty where the reference's own fallback stands
};

/// What a connection may be when the variables are replaced.
struct Candidate {
  Secret text = {};
  Secret written = {};           ///< the text before its parts were put in
  std::vector<Part> parts = {};  ///< from left to right, one that holds others in front of them
  std::vector<Label> path = {};  ///< where its variables are set; the last one gives `written`
  std::string variable = {};     ///< "DATABASE_URL"; empty where the place itself gives the text
  std::string doubt = {};        ///< why another value may stand there; empty: none
};

/// Every value that `use` may see, the likeliest first. None where the repository does not say.
std::vector<Candidate> candidates_of(const Use& use, const std::vector<Setting>& settings);

/// True for `.env.example` and its like: a text to copy.
bool is_example(std::string_view path);

/// "DIRECT_URL" and its like: by its name, a connection for migrations.
bool is_for_migrations(std::string_view name);

}  // namespace migrate::survey
