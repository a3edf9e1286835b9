-- What has come of an automation as it was reckoned last; `counted` is what it was reckoned from.
create table automation_lift (
    automation bytea not null, version bigint not null, counted text not null, against text not null,
    too_early boolean not null, seconds bigint, low bigint, high bigint, verdict text,
    constraint automation_lift_pk primary key (automation));
