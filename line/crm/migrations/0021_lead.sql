create table crm_lead (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, service bytea, channel text not null, source text not null,
    form bytea, intake bytea, message text, answers text not null,
    captured_at bigint not null, answered_at bigint, useful_at bigint,
    state text not null, decided_at bigint, until text, reason text, deal bytea,
    question text, next_text text, due_at bigint,
    expected_minor bigint, currency text, test boolean not null,
    constraint crm_lead_pk primary key (id),
    constraint crm_lead_service foreign key (service) references crm_service (id),
    constraint crm_lead_state check (state in ('open', 'qualified', 'nurtured', 'declined', 'closed')),
    -- The shape of a row is the shape of `State`.
    constraint crm_lead_decided check ((state = 'open') = (decided_at is null)),
    constraint crm_lead_nurtured check ((state = 'nurtured') = (until is not null)),
    constraint crm_lead_qualified check ((state = 'qualified') = (deal is not null)),
    constraint crm_lead_ended check (state not in ('declined', 'closed') or reason is not null),
    -- An undecided or nurtured lead always has a dated next step.
    constraint crm_lead_next check ((state in ('open', 'nurtured')) = (due_at is not null and next_text is not null)),
    constraint crm_lead_expected check ((expected_minor is null) = (currency is null)));
create index crm_lead_contact on crm_lead (contact, id);
create index crm_lead_captured on crm_lead (captured_at, id);
create index crm_lead_standing on crm_lead (state, due_at) where due_at is not null;
create index crm_lead_owner on crm_lead (owner, id);
create unique index crm_lead_intake on crm_lead (intake) where intake is not null;
