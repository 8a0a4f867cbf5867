#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0140",
     .title = "a migration of the repository goes through a pooler",
     .explanation =
         "`migrate guard --repo` reads the files of the repository, runs none of them, and follows each migration's "
         "connection: the config of the tool, the command in a pipeline, the variable, the file that sets it. This one "
         "ends at a transaction pooler or a replica, so advisory locks, `set` and prepared statements do not last, and "
         "`pg_dump` through it makes the application's queries fail.\n\n"
         "Give migrations a variable of their own with the session pooler (port 5432) or the database itself, and let "
         "the application keep the pooler."},
    {.code = "M0141",
     .title = "a migration of the repository may go through a pooler",
     .explanation =
         "The value that counts is not in the repository (a secret of the pipeline, a file of one mode), and what the "
         "repository shows of the variable is a pooler. The note says why it is not known.\n\n"
         "Rename the secret to `DIRECT_URL` where it is fit, or put `migrate guard --` in front of the command: it "
         "looks "
         "at the value itself."},
    {.code = "M0142",
     .title = "a pooler that no migration takes",
     .explanation =
         "The application may use a transaction pooler; this is no fault. It is said so that nobody takes the variable "
         "for migrations."},
    {.code = "M0143",
     .title = "a file was not read",
     .explanation = "Its name is one that may say how migrations connect, but it is larger than 1 MiB or no text. "
                    "Nothing is known "
                    "of what it says."},
};

}  // namespace

const std::span<const Code> survey_codes = rows;

}  // namespace migrate::diagnostic
