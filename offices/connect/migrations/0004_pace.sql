-- How many calls a second another system bears.
alter table connect_connection add column calls_per_second bigint not null default 10;
-- Where its pace stands: when the calls so far would all have left evenly, and the latest turn that was given out.
create table connect_pace (
    connection bytea not null, evenly bigint not null, turn bigint not null,
    constraint connect_pace_pk primary key (connection));
