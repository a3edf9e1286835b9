-- An address that gets no mail: known by a keyed hash alone, so that it outlives the person's record.
create table connect_suppression (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    hash bytea not null, contact bytea, reason text not null, detail text not null,
    since bigint not null, lifted_at bigint,
    constraint connect_suppression_pk primary key (id),
    constraint connect_suppression_once unique (hash),
    constraint connect_suppression_reason check (reason in ('bounced', 'complaint', 'manual')));
create index connect_suppression_contact on connect_suppression (contact) where contact is not null;
-- How often a mail that still waits was offered to the server, and why it was not taken.
create table connect_try (
    effect bytea not null, count bigint not null, first_at bigint not null, last_at bigint not null,
    constraint connect_try_pk primary key (effect));
-- What stands between us and the mail server; no row means nothing does.
create table connect_line (
    name text not null, trouble text not null, since bigint not null, until bigint not null, note text not null,
    constraint connect_line_pk primary key (name),
    constraint connect_line_trouble check (trouble in ('refused', 'unreachable')));
