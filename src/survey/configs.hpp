#pragma once

#include <migrate/survey.hpp>

#include <vector>

/// A tool's config and the commands of the same tool.
namespace migrate::survey {

/// A schema.prisma below a prisma.config.ts that names its URL, an alembic.ini whose env.py does: they yield.
void overrule(std::vector<Use>& uses);

/// The configs whose word counts for a command: those about its folder, else all of its tool.
std::vector<const Use*> configs_of(const Use& run, const std::vector<Use>& uses);

/// Whether the command's own surroundings set a variable that `config` takes.
bool surrounds(const Use& run, const Use& config);

/// A command as its tool's config reads its surroundings.
Use with_config(const Use& run, const Use& config);

}  // namespace migrate::survey
