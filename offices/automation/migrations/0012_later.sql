-- What a refused start was about, where it may be taken in later: its open fields, as its run would have kept them.
alter table automation_enrolment add column later text;
create index automation_enrolment_later on automation_enrolment (automation, fact) where later is not null;
-- What fell due while everything automatic stood still, and what shall become of it: not before `at`, or left out.
create table automation_overdue (
    run bytea not null, how text not null, at bigint not null,
    constraint automation_overdue_pk primary key (run),
    constraint automation_overdue_how check (how in ('spread', 'skip')));
