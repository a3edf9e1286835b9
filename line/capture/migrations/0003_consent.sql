create table capture_consent (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, purpose text not null, given boolean not null,
    how text not null, text_version bigint not null, words text, at bigint not null,
    constraint capture_consent_pk primary key (id),
    constraint capture_consent_once unique (contact, purpose),
    constraint capture_consent_purpose check (purpose in ('news', 'follow_up')));
