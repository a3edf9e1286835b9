-- What starts once nothing more comes waits among what is due.
create table automation_due_2 (
    automation bytea not null, subject_kind text not null, subject bytea not null, contact bytea,
    how text not null, at bigint not null, fact bytea, body text, left_out boolean not null default false,
    constraint automation_due_2_pk primary key (automation, subject),
    constraint automation_due_2_how check (how in ('look', 'date', 'schedule', 'each', 'silence', 'debounce')));
insert into automation_due_2 (automation, subject_kind, subject, contact, how, at, fact, body, left_out)
select automation, subject_kind, subject, contact, how, at, fact, body, left_out from automation_due;
drop table automation_due;
alter table automation_due_2 rename to automation_due;
create index automation_due_at on automation_due (at);
create index automation_due_contact on automation_due (contact) where contact is not null;
