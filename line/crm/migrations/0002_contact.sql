create table crm_contact (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, name_key text not null, given_name text, family_name text,
    email text, phone text, phone_typed text,
    company bytea, job_title text, language text, zone text,
    address text, billing text, tags text not null, custom text not null,
    alias_of bytea, merged_into bytea, gave text,
    constraint crm_contact_pk primary key (id),
    constraint crm_contact_company foreign key (company) references crm_company (id),
    -- An alias knows both whom it was merged into and whom it is read as by now.
    constraint crm_contact_alias check ((alias_of is null) = (merged_into is null)));
-- One person per address. A record that is read as another keeps the address it had.
create unique index crm_contact_email on crm_contact (email) where email is not null and alias_of is null;
create index crm_contact_address on crm_contact (email) where email is not null;
create index crm_contact_phone on crm_contact (phone) where phone is not null;
create index crm_contact_name on crm_contact (name_key);
create index crm_contact_company_of on crm_contact (company) where company is not null;
create index crm_contact_alias_of on crm_contact (alias_of) where alias_of is not null;
