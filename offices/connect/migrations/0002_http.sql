-- A system of somebody else's that may be called by its name. Its secret stands with the secrets, never here.
create table connect_connection (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, base_url text not null, auth text not null, auth_name text,
    inside boolean not null, idempotent boolean not null, paused boolean not null, removed_at bigint,
    constraint connect_connection_pk primary key (id),
    constraint connect_connection_auth check (auth in ('none', 'bearer', 'basic', 'header')));
create unique index connect_connection_name on connect_connection (name) where removed_at is null;
-- One call of it; what was sent is gone once it is settled.
create table connect_http_call (
    id bytea not null, connection bytea not null, run bytea, method text not null, path text not null,
    request text, take text not null, state text not null, code bigint, answer text, why text,
    made_at bigint not null, done_at bigint,
    constraint connect_http_call_pk primary key (id),
    constraint connect_http_call_state check (state in ('queued', 'answered', 'failed')));
create index connect_http_call_of on connect_http_call (connection, id);
-- How the latest calls of a connection went, and whether it is left alone for a while.
create table connect_circuit (
    connection bytea not null, since bigint not null, calls bigint not null, failures bigint not null,
    opened_at bigint, until bigint, wait_seconds bigint not null, needs_owner boolean not null, note text,
    constraint connect_circuit_pk primary key (connection));
