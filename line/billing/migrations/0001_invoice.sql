create table billing_invoice (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, project bytea, service bytea, milestone bytea, held bytea,
    title text, lines text not null, discount bigint not null, discount_reason text, priced text not null,
    currency text not null, minor bigint not null, open_minor bigint not null,
    buyer text not null, buyer_name text not null, buyer_email text, language text not null,
    terms_days bigint not null, delivered_on text, reference text, note text, tax_note text,
    state text not null, created_at bigint not null, number text, seller text,
    issued_on text, due_on text, issued_at bigint, paid_at bigint,
    balance text not null, reminders text not null, promised_until text,
    disputed_at bigint, dispute_reason text, sent_at bigint, sent_how text,
    due_at bigint, next_text text, test boolean not null,
    constraint billing_invoice_pk primary key (id),
    constraint billing_invoice_state check
        (state in ('draft', 'discarded', 'issued', 'paid', 'credited', 'written_off')),
    -- A number, a seller, a day of issue and a due day: all together, from the moment it is issued.
    constraint billing_invoice_issued check
        ((state in ('draft', 'discarded')) = (number is null) and (number is null) = (issued_on is null)
            and (number is null) = (due_on is null) and (number is null) = (issued_at is null)
            and (number is null) = (seller is null)),
    constraint billing_invoice_open check (open_minor between 0 and minor),
    constraint billing_invoice_settled check
        (state in ('draft', 'discarded') or (state = 'issued') = (open_minor > 0)),
    constraint billing_invoice_paid check ((state in ('paid', 'credited', 'written_off')) = (paid_at is not null)),
    -- What waits for somebody has a dated next step.
    constraint billing_invoice_next check
        ((state in ('draft', 'issued')) = (due_at is not null) and (due_at is null) = (next_text is null)),
    constraint billing_invoice_disputed check ((disputed_at is null) = (dispute_reason is null)),
    constraint billing_invoice_sent check ((sent_at is null) = (sent_how is null)));
-- One invoice for a milestone, until it is credited in full.
create unique index billing_invoice_held on billing_invoice (held) where held is not null;
create unique index billing_invoice_number on billing_invoice (test, number) where number is not null;
create index billing_invoice_contact on billing_invoice (contact, id);
create index billing_invoice_project on billing_invoice (project, id) where project is not null;
create index billing_invoice_standing on billing_invoice (state, due_on, id);
