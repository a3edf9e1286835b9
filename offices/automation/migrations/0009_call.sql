-- Which connections a version of an automation calls, by their names.
create table automation_call (
    version bytea not null, connection text not null,
    constraint automation_call_pk primary key (version, connection));
create index automation_call_of on automation_call (connection);
