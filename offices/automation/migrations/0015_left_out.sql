-- A person has left this start out: when it is due nobody is taken in.
alter table automation_due add column left_out boolean not null default false;
