-- What is due by urgency, and by automation: neither is looked for among all that are due.
drop index automation_run_due;
create index automation_run_due on automation_run (priority, wakes_at) where wakes_at is not null;
create index automation_run_due_of on automation_run (automation, priority, wakes_at) where wakes_at is not null;
-- What waits for an answer is looked at too when somebody asks what is coming.
create index automation_run_awaits on automation_run (id) where state in ('waiting_human', 'waiting_effect');
