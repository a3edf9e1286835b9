-- A run that is stuck lets go of its place: it keeps nobody waiting, and takes the place again as a person lets it go on.
alter table automation_group add column aside boolean not null default false;
