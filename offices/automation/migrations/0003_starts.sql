-- What will start a run though no fact does: a date, a schedule, a silence that is not broken yet.
create table automation_due (
    automation bytea not null, subject_kind text not null, subject bytea not null, contact bytea,
    how text not null, at bigint not null, fact bytea, body text,
    constraint automation_due_pk primary key (automation, subject),
    constraint automation_due_how check (how in ('look', 'date', 'schedule', 'each', 'silence')));
create index automation_due_at on automation_due (at);
create index automation_due_contact on automation_due (contact) where contact is not null;
-- The address of a hook, known by its hash alone; one for each automation.
create table automation_hook (
    automation bytea not null, hash bytea not null, made_at bigint not null,
    constraint automation_hook_pk primary key (automation),
    constraint automation_hook_once unique (hash));
-- A call of a hook: kept before it is answered, once for each key and day.
create table automation_hook_call (
    key bytea not null, automation bytea not null, received_at bigint not null, state text not null,
    body text, reason text, run bytea,
    constraint automation_hook_call_pk primary key (key),
    constraint automation_hook_call_state check (state in ('waiting', 'started', 'refused')));
create index automation_hook_call_waiting on automation_hook_call (received_at) where state = 'waiting';
-- Runs that other runs wait for.
alter table automation_run add column parent bytea;
alter table automation_run add column depth bigint not null default 0;
create index automation_run_parent on automation_run (parent) where parent is not null;
-- A yes may be said by a delegate, and the message written otherwise.
alter table automation_approval add column delegate bytea;
alter table automation_approval add column edit text;
