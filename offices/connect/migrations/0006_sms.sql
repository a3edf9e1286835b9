-- How an SMS to the staff leaves: by which connection, and what is sent to it. One at most.
create table connect_sms_gateway (
    id bytea not null primary key, rv bigint not null, owner bytea, team bytea, place bigint not null,
    connection bytea not null, method text not null, path text not null, format text not null, fields text not null,
    sender text not null, yes_at text, yes_is text,
    constraint connect_sms_gateway_one unique (place));
