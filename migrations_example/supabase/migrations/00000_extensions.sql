create extension if not exists pgcrypto with schema extensions;
