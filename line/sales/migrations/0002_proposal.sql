create table sales_proposal (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    deal bytea not null, contact bytea not null, service bytea, number text, version bigint not null,
    title text not null, currency text not null, language text not null, content text not null,
    minor bigint not null, gross_minor bigint not null, state text not null, valid_until text,
    sent_at bigint, viewed_at bigint, ended_at bigint, reason text, agreement bytea, signed_at bigint,
    due_at bigint, test boolean not null,
    constraint sales_proposal_pk primary key (id),
    constraint sales_proposal_state check
        (state in ('draft', 'sent', 'viewed', 'accepted', 'declined', 'expired', 'withdrawn')),
    constraint sales_proposal_ended check
        ((state in ('declined', 'expired', 'withdrawn')) = (ended_at is not null)),
    constraint sales_proposal_accepted check ((state = 'accepted') = (agreement is not null)),
    constraint sales_proposal_signed check (signed_at is null or state = 'accepted'),
    constraint sales_proposal_number unique (number));
create index sales_proposal_deal on sales_proposal (deal, id);
create index sales_proposal_contact on sales_proposal (contact, id);
create index sales_proposal_waiting on sales_proposal (state, due_at);
create table sales_proposal_version (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    proposal bytea not null, version bigint not null, offer text not null, sha256 text not null,
    sent_at bigint not null,
    constraint sales_proposal_version_pk primary key (id),
    constraint sales_proposal_version_once unique (proposal, version));
create table sales_view (
    proposal bytea not null, version bigint not null, browser text not null, hour bigint not null,
    at bigint not null, ip text, agent text,
    constraint sales_view_pk primary key (proposal, version, browser, hour));
create table sales_deal_ended (
    deal bytea not null,
    constraint sales_deal_ended_pk primary key (deal));
