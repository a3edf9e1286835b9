create table crm_deal (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, lead bytea, service bytea, title text not null,
    minor bigint, currency text, stage text not null, state text not null,
    opened_at bigint not null, moved_at bigint not null, ended_at bigint, reason text,
    expected_on text, due_at bigint, test boolean not null,
    constraint crm_deal_pk primary key (id),
    constraint crm_deal_lead foreign key (lead) references crm_lead (id),
    constraint crm_deal_service foreign key (service) references crm_service (id),
    constraint crm_deal_state check (state in ('open', 'won', 'lost', 'withdrawn')),
    constraint crm_deal_ended check ((state = 'open') = (ended_at is null)),
    constraint crm_deal_lost check ((state = 'lost') = (reason is not null)),
    constraint crm_deal_next check ((state = 'open') = (due_at is not null)),
    constraint crm_deal_value check ((minor is null) = (currency is null)));
create index crm_deal_contact on crm_deal (contact, id);
create index crm_deal_standing on crm_deal (state, stage, id);
create index crm_deal_of_lead on crm_deal (lead) where lead is not null;
