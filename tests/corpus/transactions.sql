create index concurrently i on t(a)
create unique index concurrently i2 on t(a)
drop index concurrently i0
reindex index concurrently i0
reindex (concurrently) index i0
reindex (verbose, concurrently) table t
reindex (concurrently false) index i0
reindex table concurrently t
reindex table t
reindex index i0
reindex schema public
reindex schema concurrently public
reindex database postgres
reindex system postgres
vacuum
vacuum t
vacuum (analyze) t
vacuum full t
analyze t
alter system set work_mem = '5MB'
alter system reset work_mem
create database d1
drop database d1
alter database postgres set tablespace pg_default
alter database postgres tablespace pg_default
alter database postgres set work_mem = '4MB'
alter database postgres connection limit 10
alter database postgres with allow_connections true
alter database postgres refresh collation version
create tablespace ts location '/tmp/x'
drop tablespace ts
alter tablespace pg_default set (seq_page_cost = 1)
create subscription s1 connection 'dbname=x' publication p
create subscription s2 connection 'dbname=x' publication p with (connect = false)
create subscription s3 connection 'dbname=x' publication p with (create_slot = false, enabled=false)
create subscription s3 connection 'dbname=x' publication p with (create_slot = false)
drop subscription s9
alter subscription s1 set publication p
alter subscription s1 set publication p with (refresh = false)
alter subscription s1 add publication p5
alter subscription s1 add publication p5 with (refresh = false)
alter subscription s1 refresh publication
alter subscription s1 disable
alter subscription s1 connection 'dbname=y'
alter subscription s1 skip (lsn = '0/1')
alter table pt detach partition pt1 concurrently
alter table pt detach partition pt1
alter table only pt detach partition pt1 concurrently
cluster
cluster verbose
cluster t using i0
cluster (verbose) t using i0
discard all
discard plans
discard temp
commit prepared 'x'
rollback prepared 'x'
prepare transaction 'x'
alter type e add value 'c'
refresh materialized view concurrently mv
refresh materialized view mv
listen x
notify x
set transaction isolation level serializable
lock table t
copy t from '/dev/null'
comment on table t is 'x'
explain analyze create table as1 as select 1
create extension hstore
truncate t
alter index i0 set tablespace pg_default
alter table all in tablespace pg_default set tablespace pg_default
declare c cursor for select 1
start transaction
begin
commit
end
rollback
abort
savepoint a
alter publication p add table t
create publication p3
drop publication p
alter role postgres set work_mem='4MB'
create role r1
grant select on t to public
unlisten *
create statistics st on a, b from t
alter materialized view mv set tablespace pg_default
alter subscription s1 drop publication p2
alter subscription s1 drop publication p2 with (refresh = false)
savepoint a
