create table cash_refund (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, minor bigint not null, currency text not null, taken text not null,
    paid_on text not null, method text not null, note text, bank_line bytea, from_line boolean not null,
    state text not null, recorded_at bigint not null, voided_at bigint, reason text, test boolean not null,
    constraint cash_refund_pk primary key (id),
    constraint cash_refund_state check (state in ('recorded', 'voided')),
    constraint cash_refund_method check (method in ('bank_transfer', 'cash', 'card', 'other')),
    constraint cash_refund_amount check (minor > 0),
    constraint cash_refund_voided check (
        (state = 'voided') = (voided_at is not null and reason is not null)),
    constraint cash_refund_from_line check (from_line is false or bank_line is not null));
create unique index cash_refund_one_line on cash_refund (bank_line)
    where bank_line is not null and state = 'recorded';
create index cash_refund_contact on cash_refund (contact, id);
-- The refund an outgoing line was found to be.
alter table cash_bank_line add column refund bytea
    constraint cash_bank_line_refund check (refund is null or state = 'outgoing');
create unique index cash_bank_line_one_refund on cash_bank_line (refund) where refund is not null;
