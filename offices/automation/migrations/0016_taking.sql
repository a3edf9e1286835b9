-- Taking in who was there before, as far as it has come: it goes on behind the last record looked at, the newest first.
create table automation_taking (
    automation bytea not null, again boolean not null, per_hour bigint not null, behind bytea, looking boolean not null,
    looked_at bigint not null, matching bigint not null, taken bigint not null, refused bigint not null,
    last_at bigint not null, asked_at bigint not null,
    constraint automation_taking_pk primary key (automation));
create index automation_taking_looking on automation_taking (automation) where looking;
