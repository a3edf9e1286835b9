create index automation_run_parked on automation_run (id) where state = 'parked';
