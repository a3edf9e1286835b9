create table cash_payment (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, service bytea, minor bigint not null, currency text not null,
    excess_minor bigint not null, applied text not null, paid_on text not null, method text not null,
    note text, credit_note bytea, bank_line bytea, from_line boolean not null, state text not null,
    recorded_at bigint not null, voided_at bigint, reason text, due_at bigint, test boolean not null,
    constraint cash_payment_pk primary key (id),
    constraint cash_payment_state check (state in ('recorded', 'voided')),
    constraint cash_payment_method check (
        method in ('bank_transfer', 'cash', 'card', 'other', 'credit_note')),
    constraint cash_payment_amount check (minor > 0 and excess_minor >= 0 and excess_minor <= minor),
    constraint cash_payment_voided check (
        (state = 'voided') = (voided_at is not null and reason is not null)),
    constraint cash_payment_from_line check (from_line is false or bank_line is not null),
    constraint cash_payment_one_credit unique (credit_note));
create unique index cash_payment_one_line on cash_payment (bank_line)
    where bank_line is not null and state = 'recorded';
create index cash_payment_contact on cash_payment (contact, id);
create index cash_payment_waiting on cash_payment (due_at) where due_at is not null;
create table cash_settled (
    payment bytea not null, invoice bytea not null, minor bigint not null,
    constraint cash_settled_pk primary key (payment, invoice));
create index cash_settled_invoice on cash_settled (invoice, payment);
