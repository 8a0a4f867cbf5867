#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0220",
     .title = "a string has no end",
     .explanation =
         "A `'…'` string is still open where the file ends, so everything behind its first quote is part of it. "
         "Often the quote that closes it was lost in an edit, or a quote inside of the string is not doubled.\n\n"
         "Close the string with `'`, and write a quote inside of it twice: `'it''s'`. A backslash escapes a "
         "quote in `E'…'` strings only."},
    {.code = "M0221",
     .title = "a quoted name has no end",
     .explanation =
         "A `\"…\"` name is still open where the file ends. Close it with `\"`; a double quote inside of a name "
         "is written twice."},
    {.code = "M0222",
     .title = "a dollar-quoted string has no end",
     .explanation =
         "A `$tag$` string ends at the same tag again, letter by letter and in the same case. This one does not "
         "occur again in the file.\n\nClose the string with its own tag."},
    {.code = "M0223",
     .title = "a comment has no end",
     .explanation =
         "Comments between `/*` and `*/` nest in Postgres: each `/*` inside of a comment needs its own `*/`. "
         "Here the file ends first. Close the comment, or take the `/*` inside of it out."},
    {.code = "M0224",
     .title = "the body of a routine has no end",
     .explanation =
         "In `CREATE FUNCTION` and `CREATE PROCEDURE`, a body written as `BEGIN ATOMIC … END` holds statements "
         "with a `;` each, so a `;` ends nothing until the `END` of the body. Each `CASE` in it takes an `END` "
         "of its own.\n\nClose the body with `END;`. A parameter or a column that is named `begin` is written "
         "in double quotes."},
    {.code = "M0225",
     .title = "a parenthesis is not closed",
     .explanation = "Inside of parentheses a `;` ends no statement (`CREATE RULE … DO (…; …)` needs that), so with one "
                    "parenthesis open the rest of the file is one statement. Close it."},
    {.code = "M0226",
     .title = "a command of psql, not SQL",
     .explanation =
         "Lines such as `\\connect`, `\\i`, `\\set` or `\\gexec` are done by psql itself; no server "
         "understands them, and `migrate` runs none of them. `\\restrict` and `\\unrestrict`, which pg_dump "
         "writes around its output, are passed over.\n\nWrite what the command does as SQL, or take the line out."},
    {.code = "M0227",
     .title = "the data of COPY … FROM stdin has no end",
     .explanation =
         "The lines behind `COPY … FROM stdin;` are data until a line that holds `\\.` alone. Here the file ends "
         "first, so SQL may have been taken for data. Put the line `\\.` where the data ends."},
    {.code = "M0228",
     .title = "text stands behind COPY … FROM stdin on its line",
     .explanation =
         "The data of COPY begins on the next line. What stands behind the `;` on the same line would run after "
         "the data, which nobody expects who reads the file. Move it below the line `\\.`."},
    {.code = "M0229",
     .title = "a NUL byte stands in the text",
     .explanation =
         "Postgres takes no NUL byte in SQL: programs in C see the text end there, and psql loses the rest of the "
         "line without a word. Remove the byte; where binary data is meant, write it as `'\\x00'::bytea`."},
    {.code = "M0230",
     .title = "the text is not UTF-8",
     .explanation =
         "The file holds bytes that are not UTF-8, often because it was saved as Latin-1 or Windows-1252. The "
         "server would refuse them, or store other characters than were meant. Save the file as UTF-8."},
    {.code = "M0231",
     .title = "the text is UTF-16",
     .explanation =
         "The file was saved as UTF-16, as PowerShell's `>` and some editors on Windows do. Save it as UTF-8: "
         "`iconv -f utf-16 -t utf-8`."},
};

}  // namespace

const std::span<const Code> sql_codes = rows;

}  // namespace migrate::diagnostic
