COPY t (a) FROM stdin;
1;	'
\.
select 1;
