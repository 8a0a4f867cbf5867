#include "scratch/template.hpp"

namespace migrate::scratch {

// As a project has them before its first migration. An extension that this Postgres does not ship is left out: its
// statement alone fails. Single-user mode ends a statement at `;` and an empty line.
const std::string_view supabase_sql = R"sql(
create role anon nologin noinherit;

create role authenticated nologin noinherit;

create role service_role nologin noinherit bypassrls;

create role authenticator login noinherit;

grant anon, authenticated, service_role to authenticator;

create role supabase_admin login superuser createdb createrole replication bypassrls;

create role supabase_auth_admin login noinherit createrole;

create role supabase_storage_admin login noinherit createrole;

create role supabase_replication_admin login replication;

create role supabase_read_only_user login bypassrls;

create role dashboard_user nosuperuser createdb createrole replication;

create role pgbouncer login;

create schema auth authorization supabase_auth_admin;

create schema storage authorization supabase_storage_admin;

create schema extensions;

create schema graphql_public;

create schema realtime authorization supabase_admin;

create schema vault;

grant usage on schema public, auth, storage, extensions, graphql_public, realtime to anon, authenticated, service_role;

alter default privileges in schema public grant all on tables to anon, authenticated, service_role;

alter default privileges in schema public grant all on functions to anon, authenticated, service_role;

alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;

create extension if not exists pgcrypto schema extensions;

create extension if not exists "uuid-ossp" schema extensions;

create extension if not exists pg_stat_statements schema extensions;

alter database postgres set search_path to "$user", public, extensions;

create table auth.users (
  instance_id uuid, id uuid not null primary key, aud varchar(255), role varchar(255), email varchar(255),
  encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz, last_sign_in_at timestamptz,
  raw_app_meta_data jsonb, raw_user_meta_data jsonb, is_super_admin bool, created_at timestamptz, updated_at timestamptz,
  phone text unique, phone_confirmed_at timestamptz, banned_until timestamptz, is_sso_user boolean not null default false,
  deleted_at timestamptz, is_anonymous boolean not null default false);

create function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;

create function auth.role() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role') $$;

create function auth.email() returns text language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.email', true), ''),
                  nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email') $$;

create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
                  nullif(current_setting('request.jwt.claims', true), ''))::jsonb $$;

create table storage.buckets (
  id text not null primary key, name text not null unique, owner uuid, created_at timestamptz default now(),
  updated_at timestamptz default now(), public boolean default false, avif_autodetection boolean default false,
  file_size_limit bigint, allowed_mime_types text[], owner_id text);

create table storage.objects (
  id uuid not null default gen_random_uuid() primary key, bucket_id text references storage.buckets (id), name text,
  owner uuid, created_at timestamptz default now(), updated_at timestamptz default now(),
  last_accessed_at timestamptz default now(), metadata jsonb, path_tokens text[] generated always as (string_to_array(name, '/')) stored,
  version text, owner_id text, user_metadata jsonb, unique (bucket_id, name));

alter table storage.objects enable row level security;

create function storage.foldername(name text) returns text[] language sql immutable as $$
  select (string_to_array(name, '/'))[1 : array_length(string_to_array(name, '/'), 1) - 1] $$;

create function storage.filename(name text) returns text language sql immutable as $$
  select (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)] $$;

create function storage.extension(name text) returns text language sql immutable as $$
  select reverse(split_part(reverse(storage.filename(name)), '.', 1)) $$;

create publication supabase_realtime;

grant all on all tables in schema auth, storage to service_role;

grant execute on all functions in schema auth, storage to anon, authenticated, service_role;

)sql";

}  // namespace migrate::scratch
