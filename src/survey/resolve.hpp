#pragma once

#include <migrate/survey.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace migrate::survey {

/// What a connection may be when the variables are replaced.
struct Candidate {
  Secret text = {};
  std::vector<Label> path = {};  ///< where its variables are set; the last one gives the text
  std::string variable = {};     ///< "DATABASE_URL"; empty where the place itself gives the text
  std::string doubt = {};        ///< why another value may stand there; empty: none
  bool verbatim = false;         ///< the text is what the last place holds, byte for byte
};

/// Every value that `use` may see, the likeliest first. None where the repository does not say.
std::vector<Candidate> candidates_of(const Use& use, const std::vector<Setting>& settings);

/// True for `.env.example` and its like: a text to copy.
bool is_example(std::string_view path);

/// "DIRECT_URL" and its like: by its name, a connection for migrations.
bool is_for_migrations(std::string_view name);

}  // namespace migrate::survey
