create table crm_service (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, line text not null, expected_minor bigint, currency text,
    questions text not null, rules text not null, texts text not null,
    automatic boolean not null, active boolean not null,
    constraint crm_service_pk primary key (id),
    constraint crm_service_expected check ((expected_minor is null) = (currency is null)));
