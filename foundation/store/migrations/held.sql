alter table effect add column held_by text;
create index effect_held on effect (held_by) where held_by is not null;
