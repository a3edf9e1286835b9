-- How often a run broke in a row before its turn was written.
alter table automation_run add column faults bigint not null default 0;
