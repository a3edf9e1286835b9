create table capture_intake (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    channel text not null, form bytea, form_version bigint, contact bytea not null, known boolean not null,
    state text not null, reason text, fingerprint bytea not null, raw text not null,
    network text, user_agent text, received_at bigint not null, test boolean not null,
    constraint capture_intake_pk primary key (id),
    constraint capture_intake_once unique (fingerprint),
    constraint capture_intake_state check (state in ('received', 'parked', 'dismissed')),
    constraint capture_intake_reason check (state = 'received' or reason is not null));
create index capture_intake_parked on capture_intake (received_at) where state = 'parked';
create index capture_intake_contact on capture_intake (contact);
