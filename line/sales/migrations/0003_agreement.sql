create table sales_agreement (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    proposal bytea not null, version bigint not null, deal bytea not null, contact bytea not null,
    service bytea, number text not null, title text not null, currency text not null,
    minor bigint not null, gross_minor bigint not null, state text not null, content text not null,
    buyer text not null, plan text not null, brief text not null, signer_name text,
    signer_email text not null, accepted_at bigint not null, signed_at bigint, record text, sha256 text,
    voided_at bigint, reason text, test boolean not null,
    constraint sales_agreement_pk primary key (id),
    constraint sales_agreement_state check (state in ('waiting', 'signed', 'voided')),
    constraint sales_agreement_signed check ((signed_at is null) = (record is null)),
    constraint sales_agreement_kept check (state <> 'signed' or signed_at is not null),
    constraint sales_agreement_hashed check ((record is null) = (sha256 is null)),
    constraint sales_agreement_voided check ((state = 'voided') = (voided_at is not null)));
create index sales_agreement_proposal on sales_agreement (proposal, id);
create index sales_agreement_contact on sales_agreement (contact, id);
create table sales_code (
    agreement bytea not null, n bigint not null, email text not null, made_at bigint not null,
    until bigint not null, tries bigint not null, ended boolean not null, by_mail boolean not null,
    constraint sales_code_pk primary key (agreement, n));
