-- A task that was dropped because the record it is about ended: it comes back with that record.
alter table crm_task add column with_record boolean not null default false;
