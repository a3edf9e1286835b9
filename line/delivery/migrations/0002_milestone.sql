create table delivery_milestone (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    project bytea not null, agreement bytea, deal bytea, contact bytea not null, service bytea, title text not null,
    position bigint not null, minor bigint not null, currency text not null, tax text not null, buyer text not null,
    agreement_number text, project_number text not null, due_on text not null, since bigint not null,
    state text not null, delivered_at bigint, decided_at bigint, reason text, with_project boolean not null,
    accepted_at bigint, accepted_on text, accepted_by text, accepted_name text, note text, evidence bytea,
    invoice bytea, due_at bigint, test boolean not null,
    constraint delivery_milestone_pk primary key (id),
    constraint delivery_milestone_project foreign key (project) references delivery_project (id),
    constraint delivery_milestone_place unique (project, position),
    constraint delivery_milestone_state check (
        state in ('open', 'delivered', 'accepted', 'disputed', 'cancelled', 'waived')),
    constraint delivery_milestone_accepted check (
        (state in ('accepted', 'waived')) = (accepted_at is not null)
        and (accepted_at is null) = (accepted_on is null) and (accepted_at is null) = (accepted_by is null)),
    constraint delivery_milestone_reason check (
        (state in ('disputed', 'cancelled', 'waived')) = (reason is not null)),
    constraint delivery_milestone_delivered check (state not in ('delivered', 'disputed') or delivered_at is not null),
    constraint delivery_milestone_next check (state not in ('open', 'delivered', 'disputed') or due_at is not null));
create index delivery_milestone_invoice on delivery_milestone (invoice) where invoice is not null;
create index delivery_milestone_waiting on delivery_milestone (state, id)
