-- A run that is stuck lets go of its place: it keeps nobody waiting, and takes the place again as a person lets it go on.
alter table automation_group add column aside boolean not null default false;
-- One automation's own runs about one record or person, where the next one waits for the end of the one before.
alter table automation_group add column lane boolean not null default false;
