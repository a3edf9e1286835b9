-- What an automation that is off would have been asked: kept once a day for each record.
alter table automation_enrolment add column once_a_day bytea;
create unique index automation_enrolment_once_a_day on automation_enrolment (once_a_day) where once_a_day is not null;
