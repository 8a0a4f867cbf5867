DROP INDEX IF EXISTS jobs_run_at_idx;
