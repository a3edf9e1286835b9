create index automation_run_parked on automation_run (id) where state = 'parked';
-- Runs of automations that must not run beside each other, by what they share; some wait for their turn.
create table automation_group (
    key bytea not null, run bytea not null, automation bytea not null, priority bigint not null,
    queued boolean not null, constraint automation_group_pk primary key (key, run));
create index automation_group_run on automation_group (run);
