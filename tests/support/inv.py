"""The oracle of the fault tests: whatever happened, a plain rerun ends in the schema and the history of an undisturbed run, each
migration is there exactly once, and nothing of ours is left on the server."""

import os
import re
import subprocess
import sys

import servers
from program import Workspace, check
from wire import ServerError, Session

# What each migration did is counted in `effects`, which no constraint keeps from holding a number twice.
TRANSACTIONS = {
    "00200_api_effects.sql": "create table effects (n int);\ninsert into effects values (200);\n",
    "00201_api_function.sql": "create function twice(n int) returns int language plpgsql as $$ begin return 2 * n; end $$;\n"
                              "insert into effects values (201);\n",
    "00202_api_orders.sql": "create table orders (id int generated always as identity, email text);\n"
                            "create index orders_email_idx on orders (email);\ninsert into effects values (202);\n",
    "00203_api_state.sql": "create type state as enum ('new', 'done');\nset search_path = pg_temp;\n"
                           "insert into public.effects values (203);\n",
    "00204_api_column.sql": "alter table orders add column state state not null default 'new';\n"
                            "insert into effects values (204);\n",
    "00205_api_view.sql": "create view open_orders as select * from orders where state = 'new';\n"
                          "insert into effects values (205);\n",
}
# Two files among them run statement by statement.
MIXED = {
    **TRANSACTIONS,
    "00203_api_fast.sql": "insert into effects values (203);\ncreate index concurrently orders_id_idx on orders (id);\n",
    "00204_api_more.sql": "-- migrate: no-transaction\nalter table orders add column n int;\ninsert into effects values (204);\n"
                          "alter table orders alter n set not null;\n",
    "00205_api_view.sql": "create view all_orders as select * from orders;\ninsert into effects values (205);\n",
}
del MIXED["00203_api_state.sql"], MIXED["00204_api_column.sql"]



def many(count):
    """Files of which each tenth runs statement by statement."""
    files = {"00100_api_effects.sql": "create table effects (n int);\n"}
    for n in range(101, 100 + count):
        done = f"insert into effects values ({n});\n"
        if n % 10 == 0:
            files[f"00{n}_api_index.sql"] = done + f"create index concurrently t{n - 1}_id_idx on t{n - 1} (id);\n"
        else:
            files[f"00{n}_api_t{n}.sql"] = f"create table t{n} (id int, at timestamptz default now());\n" + done
    return files


EMPTY = """set client_min_messages = error; drop schema if exists supabase_migrations, migrate, public cascade; create schema public"""
# What the files say, not when and by whom.
HISTORY = """select h.version, h.name, h.statements::text, j.state, j.checksum, j.statements_done::text, j.service, j.source
 from supabase_migrations.schema_migrations h full join migrate.journal j using (version) order by 1, 4, 6"""
EFFECTS = "select n::text, count(*)::text from effects group by 1 order by 1"
SCHEMA = """
select 'relation', c.oid::regclass::text, concat_ws(' ', c.relkind, pg_get_userbyid(c.relowner), c.relacl::text, i.indisvalid::text,
       pg_get_indexdef(i.indexrelid), case when c.relkind = 'v' then pg_get_viewdef(c.oid) end)
  from pg_class c left join pg_index i on i.indexrelid = c.oid where c.oid >= 16384 and c.relnamespace <> 'pg_toast'::regnamespace
union all select 'column', a.attrelid::regclass || '.' || a.attname,
       concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid))
  from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
 where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'v')
union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint where oid >= 16384
union all select 'function', oid::regprocedure::text, pg_get_functiondef(oid) from pg_proc where oid >= 16384 and prokind in ('f', 'p')
union all select 'label', enumtypid::regtype || '.' || enumlabel, enumsortorder::text from pg_enum where enumtypid >= 16384
union all select 'schema', nspname, concat_ws(' ', pg_get_userbyid(nspowner), nspacl::text) from pg_namespace where oid >= 16384
order by 1, 2, 3"""
LEFT = """select (select count(*) from pg_stat_activity where application_name like 'migrate/%'),
 (select count(*) from pg_locks where locktype = 'advisory'), (select count(*) from pg_prepared_xacts),
 (select count(*) from pg_index where not indisvalid)"""


class Oracle:
    """Of one server, whose database `postgres` belongs to the test."""

    def __init__(self, server):
        self.server, self._session, self._expected, self._dumped = server, None, None, None

    def query(self, sql):
        """The rows; over a session that is made again where the server ended it."""
        if self._session is not None and not self._lives():
            self._session.close()
            self._session = None
        if self._session is None:
            self._session = Session(self.server.url)
        return self._session.query(sql)

    def _lives(self):
        try:
            return self._session.query("select 1") != []
        except (ServerError, OSError):
            return False

    def value(self, sql):
        return self.query(sql)[0][0]

    def wait(self, sql, value, what, seconds=30):
        servers.wait_until(lambda: self.value(sql) == value, what, seconds)

    def empty(self):
        self.wait_until_left()
        self.query(EMPTY)

    def wait_until_left(self, seconds=30):
        """The server looks for its client every two seconds; a session of ours that stays longer is left over."""
        servers.wait_until(lambda: self.query(LEFT)[0][0] == "0", "the end of our sessions", seconds)

    def history(self):
        """The versions."""
        if self.value("select to_regclass('supabase_migrations.schema_migrations') is null") == "t":
            return []
        return [row[0] for row in self.query("select version from supabase_migrations.schema_migrations order by 1")]

    def has_effects(self):
        return self.value("select to_regclass('public.effects') is not null") == "t"

    def picture(self):
        return self.query(SCHEMA), self.query(HISTORY), self.query(EFFECTS)

    def dump(self):
        run = subprocess.run([f"{servers.bindir()}/pg_dump", "-s", self.server.url], capture_output=True, text=True,
                             env=servers.clean_environment(), check=True)
        # Releases since August 2025 put a word of chance into it.
        return re.sub(r"(?m)^\\(un)?restrict .*$", "", run.stdout)

    def expect(self, place):
        """What an undisturbed run in this workspace makes, from now on."""
        self.empty()
        rerun(place, self.server.url, "undisturbed")
        self.remember()

    def remember(self):
        self._expected, self._dumped = self.picture(), self.dump()

    def take_over(self, other):
        """What is expected there is expected here."""
        self._expected, self._dumped = other._expected, other._dumped

    def check(self, what, whole=False):
        """`whole`: with pg_dump, which takes as long as a run."""
        self.wait_until_left()
        check(self.query(LEFT)[0], ("0", "0", "0", "0"), f"{what}: sessions, locks, prepared transactions, invalid indexes")
        for name, seen, expected in zip(("the schema", "the history", "the effects"), self.picture(), self._expected):
            if seen != expected:
                show(what, name, seen, expected)
        if whole:
            check(self.dump(), self._dumped, what)


def show(what, name, seen, expected):
    lines = [f"  missing: {row}" for row in expected if row not in seen] + [f"  surplus: {row}" for row in seen if row not in expected]
    sys.exit(f"{what}: {name} differs from that of an undisturbed run\n" + "\n".join(lines or [f"  {seen}"]))


def workspace(migrations):
    made = Workspace()
    made.file("migrate.yaml", "services:\n  api: { range: 00100-00299 }\n")
    for name, sql in migrations.items():
        made.migration(name, sql)
    return made


def applied_in(out):
    """The versions that a run says it applied."""
    return re.findall(r"^applied  (\d+)_", out, re.MULTILINE)


def sound(code, err, what):
    """No crash and no bug, whatever happened."""
    if code < 0 or code == 70 or "internal error" in err or "Traceback" in err:
        sys.exit(f"{what}: exit code {code}\n{err}")


def rerun(place, url, what, *words):
    """The same command again, without anything mended by hand."""
    code, out, err = place.run("apply", "--url", url, *words)
    check(code, 0, f"{what}: the rerun\n{out}{err}")
    return out, err


def every_point():
    """Whether every point is asked for, not a sample: tests/run --every-point."""
    return os.environ.get("MIGRATE_EVERY_POINT", "") != ""
