-- no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS jobs_run_at_idx ON jobs (run_at) WHERE done_at IS NULL;
