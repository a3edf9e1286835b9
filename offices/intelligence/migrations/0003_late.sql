-- Of what waits past the target of its joint: since when it waits there, and on which day somebody was told.
create table intelligence_late (
    joint text not null, kind text not null, id bytea not null, since bigint not null, told_on text not null,
    constraint intelligence_late_pk primary key (joint, id));
