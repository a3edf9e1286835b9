alter table effect add column owed boolean not null default false;
