-- Since when what an automation begins is counted: it was published, switched on, or given another mode; how few runs
-- its document expects at least; and why it takes in nobody for the moment though nobody switched it off.
create table automation_counted (
    automation bytea not null, since bigint not null, least bigint not null, paused text,
    constraint automation_counted_pk primary key (automation));
