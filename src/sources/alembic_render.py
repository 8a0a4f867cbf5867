"""Renders Alembic revisions to SQL, each on its own and without a database.

`migrate` feeds this to the project's own Python, followed by a call of `main`. It runs the revision files and what they
import, but not env.py. The answer is JSON on standard output; whatever else is printed goes to standard error.
"""
import datetime
import decimal
import importlib.util
import json
import math
import os
import sys
import traceback
import uuid

answer = os.fdopen(os.dup(1), "w", encoding="ascii")
os.dup2(2, 1)
sys.stdout = sys.stderr
sys.dont_write_bytecode = True
# The working folder may hold a package named like a library, and Alembic's own program does not search it either.
if sys.path and sys.path[0] == "":
    del sys.path[0]


class NeedsDatabase(Exception):
    """The revision asks what only a live database can answer."""


class Unwritable(Exception):
    """A value that has no literal form."""


def quoted(text):
    if "\0" in text:
        raise Unwritable("a string with a NUL character cannot be stored by Postgres")
    return "'" + text.replace("'", "''") + "'"


def number(text):
    # As psycopg2 does: `a -:b` must not become the comment `a --1`.
    return " " + text if text.startswith("-") else text


def moment(value):
    if isinstance(value, datetime.datetime):
        return quoted(value.isoformat(sep=" ")) + ("::timestamptz" if value.tzinfo else "::timestamp")
    if isinstance(value, datetime.date):
        return quoted(value.isoformat()) + "::date"
    if isinstance(value, datetime.time):
        return quoted(value.isoformat()) + ("::timetz" if value.tzinfo else "::time")
    return "'%d days %d.%06d seconds'::interval" % (value.days, value.seconds, value.microseconds)


def plain_literal(value):
    """What psycopg2 would send for the value, backslashes as they are: `standard_conforming_strings` is on."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(str.__str__(value))
    if isinstance(value, int):
        return number(int.__repr__(int(value)))
    if isinstance(value, float):
        return number(repr(float(value))) if math.isfinite(value) else quoted(repr(float(value))) + "::float8"
    if isinstance(value, decimal.Decimal):
        return number(format(value, "f")) if value.is_finite() else quoted(str(value)) + "::numeric"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "'\\x" + bytes(value).hex() + "'::bytea"
    if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
        return moment(value)
    if isinstance(value, uuid.UUID):
        return quoted(str(value)) + "::uuid"
    if isinstance(value, list):
        return "ARRAY[" + ", ".join(plain_literal(item) for item in value) + "]" if value else "'{}'"
    if isinstance(value, tuple):
        return "(" + ", ".join(plain_literal(item) for item in value) + ")"
    raise Unwritable("a value of type `%s` has no literal form" % type(value).__name__)


class Recorder:
    """Collects what one function of one revision executes."""

    def __init__(self, path):
        self.path = path
        self.statements = []
        self.outside = False
        self.in_autocommit = False
        self.problem = None
        self.line = None

    def refuse(self, error):
        """Raises, and remembers: a revision that catches it must not pass for rendered."""
        if self.problem is None:
            self.problem = error
            frame = sys._getframe()
            while frame is not None and frame.f_code.co_filename != self.path:
                frame = frame.f_back
            self.line = frame.f_lineno if frame is not None else None
        raise error

    def add(self, text):
        text = text.strip()
        if text:
            self.statements.append(text)
            self.outside = self.outside or self.in_autocommit

    def begin_autocommit(self):
        self.in_autocommit = True
        self.outside = True

    def end_autocommit(self):
        self.in_autocommit = False


class Result:
    """Of a statement that was only written down: any question about it needs a database."""

    def __init__(self, recorder):
        self.__dict__["recorder"] = recorder

    def ask(self, *_, **__):
        self.recorder.refuse(NeedsDatabase("it uses the result of a query"))

    def close(self):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        self.ask()

    __iter__ = __next__ = __bool__ = __len__ = __getitem__ = __enter__ = ask

    def __exit__(self, *_):
        pass


def make_compiler(base, dialect):
    """The dialect's own compiler, with our literals in the place of its parameters."""

    class Compiler(base):
        texts = 0

        def visit_textclause(self, *args, **kw):
            self.texts += 1
            try:
                return super().visit_textclause(*args, **kw)
            finally:
                self.texts -= 1

        def render_literal_bindparam(self, bindparam, *args, **kw):
            if bindparam.key in dialect.given:
                value = dialect.given[bindparam.key]
            elif not bindparam.required:
                value = bindparam.effective_value
            elif self.texts:
                # Nobody gave a value: it is no parameter but a part of the text, as in '{"a":true}'.
                return ":" + bindparam.key
            else:
                raise Unwritable("no value is given for `%s`" % bindparam.key)
            if bindparam.expanding:
                return self._literal_execute_expanding_parameter_literal_binds(bindparam, value)[1]
            return self.render_literal_value(value, bindparam.type)

        def render_literal_value(self, value, type_):
            process = type_.dialect_impl(dialect).bind_processor(dialect)
            if process is not None:
                value = process(value)
            written = plain_literal(value)
            if isinstance(value, list):
                written += "::" + type_.compile(dialect=dialect) if hasattr(type_, "item_type") else ""
            return written

    return Compiler


def make_connection(recorder, dialect):
    """Stands where a connection would: takes statements, answers nothing."""
    from sqlalchemy import inspection
    from sqlalchemy.engine.mock import MockConnection
    from sqlalchemy.schema import DDLElement
    from sqlalchemy.sql.expression import Insert, Update
    from sqlalchemy.sql.elements import ClauseElement
    from sqlalchemy import text

    class Connection(MockConnection):
        def __init__(self):
            super().__init__(dialect, None)
            self.__dict__.pop("execute", None)

        def compile(self, construct, given):
            if isinstance(construct, DDLElement):
                return construct.compile(dialect=dialect)
            dialect.given = given
            keys = {"column_keys": list(given)} if given and isinstance(construct, (Insert, Update)) else {}
            if isinstance(construct, Insert):
                construct = construct.inline()
            return construct.compile(dialect=dialect, compile_kwargs={"literal_binds": True}, **keys)

        def execute(self, construct, *rounds, execution_options=None, **params):
            if not isinstance(construct, (str, ClauseElement)):
                construct = getattr(construct, "__clause_element__", lambda: construct)()
            rounds = [one for given in rounds for one in (given if isinstance(given, (list, tuple)) else [given]) if one]
            for given in rounds or [params]:
                if isinstance(construct, str):
                    return self.exec_driver_sql(construct, given)
                try:
                    recorder.add(str(self.compile(construct, dict(given))))
                except Unwritable as error:
                    recorder.refuse(error)
            return Result(recorder)

        def exec_driver_sql(self, statement, parameters=None, execution_options=None):
            if parameters:
                recorder.refuse(Unwritable("parameters of the driver's own form cannot be written as literals"))
            # The driver reads `%%` as `%`.
            recorder.add(statement.replace("%%", "%"))
            return Result(recorder)

        def for_alembic(self, construct, execution_options=None, multiparams=None, params=None):
            if isinstance(construct, str):
                construct = text(construct)
            return self.execute(construct, *([multiparams] if multiparams else []), **(params or {}))

        def scalar(self, *args, **kw):
            return self.execute(*args, **kw).scalar()

        def scalars(self, *args, **kw):
            return self.execute(*args, **kw).scalars()

        def execution_options(self, **options):
            if options.get("isolation_level") == "AUTOCOMMIT":
                recorder.begin_autocommit()
            return self

        def in_transaction(self):
            return True

        def __getattr__(self, name):
            if name.startswith("_"):
                raise AttributeError(name)
            recorder.refuse(NeedsDatabase("it uses `%s` of the connection" % name))

    def inspect(*_, **__):
        recorder.refuse(NeedsDatabase("it inspects the database"))

    inspection._inspects(Connection)(inspect)
    for name in ("has_table", "has_sequence", "has_schema", "has_type", "has_index", "get_table_names", "get_columns"):
        setattr(dialect, name, inspect)
    return Connection()


def prepare(environment, recorder):
    """A migration context of our own that writes statements down instead of printing them."""
    environment.configure(dialect_name="postgresql+psycopg2", dialect_opts={"paramstyle": "named"})
    context = environment.get_context()
    dialect = context.dialect
    dialect.given = {}
    dialect._backslash_escapes = False
    dialect.statement_compiler = make_compiler(dialect.statement_compiler, dialect)
    connection = make_connection(recorder, dialect)
    context.connection = context.impl.connection = connection
    context.impl._exec = connection.for_alembic
    context.impl.static_output = lambda text: None
    context.impl.emit_begin = recorder.end_autocommit
    context.impl.emit_commit = recorder.begin_autocommit
    return context


def load(path):
    spec = importlib.util.spec_from_file_location("migrate_revision", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line_of(error, path):
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return lines[-1] if lines else None


def problem_of(error, line):
    if isinstance(error, NeedsDatabase):
        kind, reason = "database", str(error)
    elif isinstance(error, Unwritable):
        kind, reason = "value", str(error)
    else:
        text = str(error).strip().split("\n")[0]
        kind, reason = "error", type(error).__name__ + (": " + text if text else "")
    return {"kind": kind, "reason": reason[:300], "line": str(line or 0)}


def run(environment, path, name):
    """What `name` of the revision file executes, and what went wrong or None."""
    from alembic.operations import Operations

    recorder = Recorder(path)
    try:
        with Operations.context(prepare(environment, recorder)):
            getattr(load(path), name)()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if recorder.problem is None:
            recorder.problem, recorder.line = error, line_of(error, path)
    return recorder, recorder.problem and problem_of(recorder.problem, recorder.line)


def render(environment, revision):
    path = os.path.abspath(revision["path"])
    up, problem = run(environment, path, "upgrade")
    if problem:
        return {"id": revision["id"], "problem": problem}
    down, broken = run(environment, path, "downgrade")
    mode = "outside" if up.outside else "inside"
    return {"id": revision["id"], "up": up.statements, "down": [] if broken else down.statements, "mode": mode}


def open_environment(request):
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    if request["config"].endswith(".toml"):
        config = Config(toml_file=request["config"])
    else:
        config = Config(request["config"] or None)
    if not config.get_main_option("script_location"):
        config.set_main_option("script_location", request["folder"].replace("%", "%%"))
    return EnvironmentContext(config, ScriptDirectory.from_config(config), as_sql=True)


def answer_to(request):
    try:
        environment = open_environment(request)
    except Exception as error:
        return {"problem": problem_of(error, None), "python": sys.executable}
    with environment:
        return {"revisions": [render(environment, revision) for revision in request["revisions"]]}


def main(request):
    json.dump(answer_to(request), answer)
    answer.flush()
