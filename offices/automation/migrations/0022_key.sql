-- What else two runs of an automation have in common that are in each other's way, as a hash.
alter table automation_run add column key bytea;
