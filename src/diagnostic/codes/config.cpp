#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0001",
     .title = "`file` is not valid JSON, YAML or TOML",
     .explanation = "The text ends its reader at the marked place; nothing after it was looked at, so more may be "
                    "wrong there.\n\nCommon causes: a comma after the last member (JSON), a number with a leading "
                    "zero (`00100` is a text in JSON: `\"00100\"`), a quote that is never closed, a file saved as "
                    "UTF-16 or Latin-1. Correct the marked place and run the command again."},
    {.code = "M0002",
     .title = "the key `a` is given twice",
     .explanation = "Readers of JSON and YAML disagree on which of two equal keys counts: some take the first, some "
                    "the last. One of the two values would be lost without a word.\n\nKeep one of them."},
    {.code = "M0003",
     .title = "`file` holds an anchor, which is not read",
     .explanation = "Anchors and aliases (`&a`, `*a`), tags (`!!str`), merge keys (`<<`), a second document (`---`) "
                    "and nesting deeper than 64 levels are refused: a config that decides about a database says in "
                    "its own words, at one place, what it means.\n\nWrite the value out in full."},
    {.code = "M0004",
     .title = "`key` is no key of a service",
     .explanation = "A key that nobody reads is mostly a misspelt one, and what it should set stays at its default. "
                    "In migrate.yaml every key is checked; in `.kodo/config.json` the keys inside `database` and "
                    "`sharedDatabase` alone, since the rest belongs to other tools.\n\nCorrect or remove the key; the "
                    "message names a similar one, or all of them."},
    {.code = "M0005",
     .title = "`key` takes a text",
     .explanation = "Another kind of value stands there: a list where a text belongs, nothing after the colon, a "
                    "number.\n\nWrite a value of the kind that the message names."},
    {.code = "M0006",
     .title = "`file` names no service",
     .explanation = "Without services nobody may write migrations.\n\nIn migrate.yaml they stand under `services:`, in "
                    "`.kodo/config.json` under `stack.workspaces.<name>.database` or "
                    "`stack.sharedDatabase.serviceRanges`. `migrate init` finds them by the files of their ORMs and "
                    "writes a migrate.yaml."},
    {.code = "M0007",
     .title = "`a` has no number range",
     .explanation = "Each service numbers its migrations inside ranges of its own, so that services never race for a "
                    "number.\n\nGive it one: `range: 00300-00399` in migrate.yaml, `\"serviceRange\": {\"start\": "
                    "\"00300\", \"end\": \"00399\"}` in `.kodo/config.json`. The message names the first free one."},
    {.code = "M0008",
     .title = "no workspace found",
     .explanation =
         "A workspace is a folder with `migrate.yaml` or `.kodo/config.json`. It is looked for in the current "
         "folder and in each folder above it, or in the folder given with `--workspace` alone.\n\nGo into "
         "the repository, name it with `--workspace DIR`, or let `migrate init` find the services and write "
         "migrate.yaml."},
    {.code = "M0009",
     .title = "`migrate.yaml` is there already",
     .explanation = "The folder is a workspace already, and `migrate init` overwrites nothing: neither `migrate.yaml`, "
                    "nor does it put one before a `.kodo/config.json`, which would then not be read any more.\n\nAdd "
                    "the service to the config by hand, or move the file away and run `migrate init` again."},
    {.code = "M0010",
     .title = "`text` of `a` is no number range",
     .explanation = "A range is two numbers of exactly five digits, the smaller one first: `00100-00199`. Versions are "
                    "text: to the Supabase CLI `100` and `00100` are two migrations.\n\nWrite the range in this form. "
                    "Several ranges are a list: `ranges: [00100-00199, 01100-01999]`."},
    {.code = "M0011",
     .title = "the number ranges of `a` and `b` overlap",
     .explanation = "Both services could take the same number. The first file would be applied, the second one refused "
                    "by the primary key of the history.\n\nGive one of them a range that nobody has; the message "
                    "names the first free block of 100."},
    {.code = "M0012",
     .title = "the number range of `a` is given twice, and differently",
     .explanation = "`migrationStrategy.serviceRange` of a workspace and `sharedDatabase.serviceRanges` may both give "
                    "its range, but only the same one. A range there belongs to the workspace of that name, or of that "
                    "label: `node` is the one TypeScript service.\n\nKeep one of the two."},
    {.code = "M0013",
     .title = "`name` is no ORM that migrate knows",
     .explanation = "Each ORM keeps its migrations in a form of its own, and only known ones can be collected.\n\nTake "
                    "one of the names in the message. For any other tool leave the ORM out (`null` in "
                    "`.kodo/config.json`): its lane is then plain SQL, written straight into supabase/migrations."},
    {.code = "M0014",
     .title = "the folder of `a` does not exist",
     .explanation = "A folder that the config names is not in the workspace. `path` counts from the workspace; "
                    "`migrations` and `schemaPath` count from the service's folder.\n\nCorrect the path. The folder of "
                    "a tool that has not written its first migration yet need not be named at all."},
    {.code = "M0015",
     .title = "the folder of `a` must lie in the workspace",
     .explanation = "Nothing outside the workspace is read or written, so that a config from elsewhere can do no harm. "
                    "Absolute paths, `..`, `~` and control characters are refused; `/` parts folders on every "
                    "system.\n\nWrite the path relative to the workspace, or run migrate in the folder above."},
    {.code = "M0016",
     .title = "`a` and `b` have the same label",
     .explanation = "The label stands in the file names, `00100_<label>_<name>.sql`, and tells whose migration a file "
                    "is. It is the service's `label`, else its language's (`node`, `python`, `rust`) where one service "
                    "has that language, else its name in lower case.\n\nGive one of them a `label` of its own."},
    {.code = "M0017",
     .title = "it is not clear which folder is `a`",
     .explanation = "A service lives in its `path`, else in the folder of its name, else in the one place where the "
                    "files of its tool are. Here there is none of these, or several.\n\nGive the service its `path`."},
    {.code = "M0018",
     .title = "`a` has a number range, but no Postgres database",
     .explanation = "Workspaces of other databases are left out; a number range for one contradicts its "
                    "`provider`.\n\nRemove the range, or correct the provider."},
    {.code = "M0019",
     .title = "`a` has no label that a file name can bear",
     .explanation = "A label has lower-case ASCII letters, digits and single `_` between them, at most 40: it becomes "
                    "a part of every file name.\n\nGive the service such a `label`."},
    {.code = "M0020",
     .title = "the target `a` does not say where it is",
     .explanation = "A target has either `env`, the name of the variable that holds its URL, or `url`, which may hold "
                    "`${VARIABLE}`.\n\nPrefer `env`: a URL in the repository shows its password to everyone who reads "
                    "it."},
    {.code = "M0021",
     .title = "`file` cannot be read as the config",
     .explanation = "A config was found, but it is a folder, a symbolic link (links may lead out of the workspace and "
                    "are not followed), larger than 256 MiB, or not readable for the user who runs migrate.\n\nPut a "
                    "plain, readable file there. A config further above is not taken in its place: it would be another "
                    "workspace."},
    {.code = "M0022",
     .title = "the number ranges of `a` are not in ascending order",
     .explanation = "A service fills its ranges in the order in which they are written, and the database applies its "
                    "migrations by their numbers. Where a range begins below the one before it, a later migration "
                    "gets a lower number: on an empty database it would run before those that it builds on.\n\nWrite "
                    "the ranges in ascending order: `ranges: [00100-00199, 00500-00599]`."},
};

}  // namespace

const std::span<const Code> config_codes = rows;

}  // namespace migrate::diagnostic
