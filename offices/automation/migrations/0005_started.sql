-- What was enrolled lately is looked at every few minutes.
create index automation_run_started on automation_run (started_at)
