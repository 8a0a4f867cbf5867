#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0700",
     .title = "the host of the shared pooler is not known",
     .explanation = "Supabase's shared pooler has several clusters: `aws-0-eu-central-1.pooler.supabase.com`, "
                    "`aws-1-…` and so on. "
                    "Which one serves a project can be told neither from its reference nor from its region, and on a "
                    "wrong one the "
                    "login fails with `Tenant or user not found`. So `migrate url` never makes the host up.\n\n"
                    "It takes it from a URL of the pooler (of either port), or from `supabase/.temp/pooler-url`, which "
                    "`supabase link` writes."},
    {.code = "M0701",
     .title = "how this provider serves that kind of connection is not known",
     .explanation =
         "For Supabase, Neon, Prisma Postgres, PlanetScale and Azure one URL tells the others. Elsewhere the pooler "
         "has "
         "a host, a port or a user of its own: copy its URL from the provider and give it to `migrate url`."},
    {.code = "M0702",
     .title = "settings are printed for one host",
     .explanation = "Drivers write lists of hosts and socket folders in different ways, or not at all. Give a URL with "
                    "one host and a port."},
};

}  // namespace

const std::span<const Code> doctor_codes = rows;

}  // namespace migrate::diagnostic
