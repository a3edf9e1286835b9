-- A visit that was tried again; a run whose details are gone, with the person or when they had served.
alter table automation_step add column retried boolean not null default false;
alter table automation_run add column bare boolean not null default false;
create index automation_run_old on automation_run (ended_at) where ended_at is not null and not bare;
