create table crm_company (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, name_key text not null, domain text, address text, vat_id text, website text,
    constraint crm_company_pk primary key (id),
    -- Insert first, look later: whoever names an organisation again finds the first one.
    constraint crm_company_name unique (name_key));
