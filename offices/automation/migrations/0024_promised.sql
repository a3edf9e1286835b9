-- By when a step should be over, kept also once somebody was told (late_at is the clock that still runs).
alter table automation_step add column promised_at bigint;
