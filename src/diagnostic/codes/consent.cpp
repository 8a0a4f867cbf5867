#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0640",
     .title = "a protected target, and nobody to ask",
     .explanation =
         "A target is protected where the config says `protected: true`, or by its name: `production` and `prod` are, "
         "unless it says `protected: false`. On a terminal its name is asked for before anything is changed. Without "
         "one, or where `CI` is set, nobody could answer: the program ends with exit code 2 before it connects, also "
         "where nothing is pending, so that a pipeline shows it on its first run.\n\n"
         "In a pipeline: `migrate apply --target production --yes`. `plan`, `status`, `--dry-run`, `--scratch` and "
         "`--url` never ask."},
    {.code = "M0641",
     .title = "a protected target was not confirmed",
     .explanation =
         "Something else than the target's name was typed. Nothing was locked and nothing changed; the exit code is "
         "1."},
    {.code = "M0642",
     .title = "not the plan that was reviewed",
     .explanation =
         "`migrate plan --out FILE` keeps a plan: the database, the history that it found, and each pending migration "
         "with its checksum. `migrate apply --plan-file FILE` applies exactly that. Where a file was edited, added or "
         "removed, where something else was applied meanwhile, or where the database is another one, nothing is "
         "changed and the notes name each difference; the same is looked at once more under the lock. Migrations of "
         "the plan that are applied already, as they stand in it, do no harm: a run that was stopped may be repeated.\n\n"
         "What a person confirmed for a protected target is compared likewise: it must still be so when the lock is "
         "there.\n\n"
         "Make the plan again, have it reviewed, and apply that."},
    {.code = "M0643",
     .title = "a file that is no plan",
     .explanation =
         "`--plan-file` takes what `migrate plan --out FILE` wrote: JSON with `\"kind\": \"migrate plan\"` and a "
         "`schema` that this version of the program knows."},
};

}  // namespace

const std::span<const Code> consent_codes = rows;

}  // namespace migrate::diagnostic
