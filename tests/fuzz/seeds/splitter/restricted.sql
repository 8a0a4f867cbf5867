\restrict x
select 1;
\unrestrict x
\connect y
