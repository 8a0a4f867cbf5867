#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0240",
     .title = "an Alembic file is not readable as Python",
     .explanation =
         "A string or a bracket in this file never ends, so nothing after it can be told apart. Python would "
         "refuse the file, too. Correct it, then run `migrate sync` again."},
    {.code = "M0241",
     .title = "a file of the versions folder has no `revision`",
     .explanation =
         "Every `.py` file directly in a versions folder is a revision for Alembic and says its identity in a line "
         "of its own, at the left margin: `revision = \"1975ea83b712\"`. The file is read without Python, so an "
         "assignment inside a block or by unpacking is not seen. Add the line, or move the file elsewhere."},
    {.code = "M0242",
     .title = "a value of an Alembic revision is not a literal",
     .explanation =
         "`revision`, `down_revision`, `depends_on` and `branch_labels` are read without running the file. They must "
         "be `None`, a string, or a tuple or list of strings, as Alembic writes them. Names, calls and f-strings "
         "cannot be read: write the value out."},
    {.code = "M0243",
     .title = "two revisions have the same identity",
     .explanation =
         "Alembic keeps one of them and passes over the other, without an order to rely on. It happens when a revision "
         "file is copied. Give one of them an identity of its own, and correct the `down_revision` of those that "
         "follow "
         "it."},
    {.code = "M0244",
     .title = "a revision refers to one that is not there",
     .explanation =
         "`down_revision` and `depends_on` name revisions of the same versions folders. The one that is named here was "
         "deleted, renamed, or lies in a folder that `version_locations` does not list. Restore the file, or name the "
         "revision that this one follows."},
    {.code = "M0245",
     .title = "the revisions form a cycle",
     .explanation =
         "Each of these revisions needs another one of them to be applied first, so none can be. Correct the "
         "`down_revision` or `depends_on` that closes the circle."},
    {.code = "M0246",
     .title = "the revisions have several heads",
     .explanation =
         "Two or more revisions are followed by no other one. That is allowed: all of them are collected, parents "
         "first, and `alembic_version` gets a row for each. `alembic upgrade head` refuses it, though (`heads` does "
         "not); `alembic merge heads` joins them."},
    {.code = "M0247",
     .title = "no versions folder was found",
     .explanation =
         "The folder comes from `script_location` and `version_locations` of `alembic.ini` or of `[tool.alembic]` in "
         "`pyproject.toml`, else from `migrations` of the service in the workspace's config, else it is "
         "`alembic/versions` or `migrations/versions` below the service's folder."},
    {.code = "M0248",
     .title = "a line of alembic.ini is not understood",
     .explanation =
         "The file is read as Python's `configparser` reads it: `[section]`, `key = value`, continuation lines that "
         "are indented, and `%(here)s` for the folder of the file."},
    {.code = "M0249",
     .title = "a revision's identity is longer than 32 characters",
     .explanation =
         "Alembic makes the column `version_num` of its table for 32 characters; a longer identity cannot be recorded "
         "unless the column was widened by hand. Shorten the identity before it is applied anywhere."},
    {.code = "M0250",
     .title = "a revision needs a live database",
     .explanation =
         "A revision is rendered to SQL without any connection. This one uses what a query returned, or inspects the "
         "schema, so its SQL depends on the database that it meets. The other revisions were collected. Write the "
         "step as SQL that decides by itself (`insert … select`, `update … from`, `create index if not exists`, "
         "a `do` block), with `op.execute`."},
    {.code = "M0251",
     .title = "a revision cannot be rendered",
     .explanation =
         "Its `upgrade()` raised an error when it was called without a connection. Revisions are run by the project's "
         "own Python with the project's packages, but `env.py` is not run and database variables are taken out of "
         "the environment. The other revisions were collected."},
    {.code = "M0252",
     .title = "a value cannot be written as SQL",
     .explanation =
         "A revision binds a value whose type has no literal form in SQL: an object of the application, or a value "
         "that a Python function computes while inserting. Give it as a string with a cast, or as SQL."},
    {.code = "M0253",
     .title = "the revisions cannot be rendered",
     .explanation =
         "The Python of the project could not load Alembic and its configuration. Set `python` of the service in the "
         "workspace's config to the one that has the project's packages: a path such as "
         "`services/api/.venv/bin/python`, or a command such as `uv run python`."},
    {.code = "M0254",
     .title = "the rendering's answer is not understood",
     .explanation =
         "Python ended without the complete answer: it was ended from outside, or a revision ended the process. What "
         "it wrote to its standard error tells more."},
    {.code = "M0255",
     .title = "the name of Alembic's table is not a literal",
     .explanation =
         "`version_table` and `version_table_schema` of `context.configure(…)` are read from `env.py` without running "
         "it. They must be strings, or names that the same file sets to strings. Otherwise `migrate` would keep "
         "another "
         "table than Alembic reads: write the name out, or set `ledger: off` for the service."},
    {.code = "M0256",
     .title = "a program cannot be started",
     .explanation =
         "The program is not in `PATH`, not executable, or its working folder is not there. Install it, or correct the "
         "command in the workspace's config."},
    {.code = "M0257",
     .title = "a program was ended before it was done",
     .explanation =
         "It took too long, wrote too much, or the user interrupted. It was ended together with everything that it had "
         "started; nothing of its output is used."},
    {.code = "M0258",
     .title = "the revisions in a versions folder are not read",
     .explanation =
         "Of a service's Python files only those are read that lie in a folder whose path, seen from the service, has "
         "`version`, `migration`, `revision` or `alembic` in it: the rest is the application. `version_locations` "
         "names a folder without such a word, so its revisions would be missed in silence.\n\nName the folder in the "
         "workspace's config: `migrations: db/history`, relative to the service. Where there are several such "
         "folders, give them names with `versions` in them."},
};

}  // namespace

const std::span<const Code> alembic_codes = rows;

}  // namespace migrate::diagnostic
