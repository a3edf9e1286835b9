-- A version may wait for a second person; an automation may be taken out of use while its runs go on.
alter table automation_version add column state text not null default 'published';
alter table automation_version add column reviewed_by bytea;
alter table automation_version add column reviewed_at bigint;
alter table automation_automation add column retired boolean not null default false;
-- What a run did, being taken back step by step with the rights of whoever asked.
create table automation_undo (
    run bytea not null, step text not null, visit bigint not null, seq bigint not null, verb text not null,
    body text not null, asked_by bytea not null, state text not null, why text, at bigint not null,
    constraint automation_undo_pk primary key (run, step, visit),
    constraint automation_undo_state check (state in ('waiting', 'done', 'failed')));
create index automation_undo_waiting on automation_undo (at) where state = 'waiting';
