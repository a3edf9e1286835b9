-- Every mail handed to the mail server lately: what its pace is counted by. An old one is forgotten.
create table connect_handed (
    effect bytea not null, epoch bigint not null, at bigint not null,
    constraint connect_handed_pk primary key (effect, epoch));
create index connect_handed_at on connect_handed (at);
