#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0135",
     .title = "no database was seen that the command would connect to",
     .explanation =
         R"(`migrate guard -- COMMAND` looks at every connection string that the command would see: in its environment, in .env files of
the current folder and of the workspace's root (`.env.local`, `.env`, those of `$MIGRATE_ENV` and `$NODE_ENV`, `prisma/.env`),
and in its words. It found none, so it cannot say that the command migrates through a fit connection, and does not start it.

A tool that reads its URL from elsewhere gets it in a variable: `DATABASE_URL=… migrate guard -- COMMAND`. A variable whose
name or value does not look like one of a database is named by `--only NAME`. A program that sets variables belongs in front:
`doppler run -- migrate guard -- COMMAND`.)"},
    {.code = "M0136",
     .title = "the command was not started: a connection that it would see is unfit",
     .explanation =
         R"(At least one of the connection strings that the command would see leads to a transaction pooler or to another place that no
migration may use, or cannot be read. The guard cannot know which of them the command takes, so all must be fit.

Give the command the fit one under the name that it reads: `DATABASE_URL="$DIRECT_URL" migrate guard -- COMMAND`, or
`migrate guard --set DATABASE_URL=DIRECT_URL -- COMMAND` where `DIRECT_URL` stands in a .env file. Where the command
reads `DIRECT_URL` by itself, say so: `migrate guard --only DIRECT_URL -- COMMAND`.)"},
    {.code = "M0137",
     .title = "the command is not there",
     .explanation =
         "The program behind `--` was not found in `$PATH`, or there is no such file. Its connections are fit; "
         "nothing was started. The exit code is 127, as a shell's."},
    {.code = "M0138",
     .title = "the command cannot be started",
     .explanation =
         "The program behind `--` is there, and the system does not start it: it is not executable, a folder, "
         "or made for another machine. The exit code is 126, as a shell's."},
    {.code = "M0139",
     .title = "two .env files give a variable two values",
     .explanation =
         R"(Which value a command gets depends on who reads the files for it: Node's `dotenv` reads `.env` alone, Next.js and Vite read
`.env.local` first, Prisma reads `prisma/.env`, too. The guard judges each of the values.

A variable of the environment is stronger than all files.)"},
};

}  // namespace

const std::span<const Code> guarding_codes = rows;

}  // namespace migrate::diagnostic
