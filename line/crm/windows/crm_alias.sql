create view crm_alias as
select id as alias, alias_of as contact from crm_contact where alias_of is not null;
