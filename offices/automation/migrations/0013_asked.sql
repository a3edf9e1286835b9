-- The conditions that were asked at a visit, with the values they looked at; nothing personal.
alter table automation_step add column asked text;
