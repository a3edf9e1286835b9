create table billing_credit_note (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    invoice bytea not null, contact bytea not null, number text not null, lines text not null,
    priced text not null, currency text not null, minor bigint not null, settles_minor bigint not null,
    reason text not null, issued_on text not null, issued_at bigint not null, test boolean not null,
    constraint billing_credit_note_pk primary key (id),
    constraint billing_credit_note_invoice foreign key (invoice) references billing_invoice (id),
    constraint billing_credit_note_settles check (settles_minor between 0 and minor),
    constraint billing_credit_note_number unique (test, number));
create index billing_credit_note_of on billing_credit_note (invoice, id);
create index billing_credit_note_contact on billing_credit_note (contact, id);
