alter table series add column given bigint;
