create rule r as on insert to t do (select 1; select 2);
--> statement-breakpoint
alter table "T" add column a int, drop b;