create table delivery_project (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    number text not null, agreement bytea, agreement_number text, deal bytea, contact bytea not null, service bytea,
    title text not null, currency text not null, state text not null, opened_at bigint not null, ended_at bigint,
    reason text, due_at bigint, brief text not null, brief_missing bigint not null, files text not null,
    buyer text not null, test boolean not null,
    constraint delivery_project_pk primary key (id),
    constraint delivery_project_agreement unique (agreement),
    constraint delivery_project_number unique (number),
    constraint delivery_project_state check (state in ('open', 'done', 'cancelled')),
    constraint delivery_project_ended check ((state = 'open') = (ended_at is null)),
    constraint delivery_project_cancelled check ((state = 'cancelled') = (reason is not null)));
create index delivery_project_contact on delivery_project (contact, id);
create index delivery_project_deal on delivery_project (deal) where deal is not null;
create index delivery_project_state on delivery_project (state, id)
