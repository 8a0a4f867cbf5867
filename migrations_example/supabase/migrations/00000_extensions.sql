-- Supabase has this schema; a plain Postgres gets it here.
create schema if not exists extensions;
create extension if not exists pgcrypto with schema extensions;
