-- Since when an automation acts as it does: it was switched on or given another mode. Unlike `since` it stays as it is
-- where a version follows another, and where it goes on after a flood; null: as `since`.
alter table automation_counted add column acts_since bigint;
-- When a start was due before something broke and put it off; null: it was not.
alter table automation_due add column put_off bigint;
