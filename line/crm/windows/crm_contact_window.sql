create view crm_contact_window as
select c.id,
    case when c.alias_of is null then c.name
        else (select r.name from crm_contact r where r.id = c.alias_of) end as name,
    case when c.alias_of is null then c.email
        else (select r.email from crm_contact r where r.id = c.alias_of) end as email,
    case when c.alias_of is null then c.phone
        else (select r.phone from crm_contact r where r.id = c.alias_of) end as phone,
    case when c.alias_of is null then c.company
        else (select r.company from crm_contact r where r.id = c.alias_of) end as company,
    case when c.alias_of is null then c.language
        else (select r.language from crm_contact r where r.id = c.alias_of) end as language,
    case when c.alias_of is null then c.zone
        else (select r.zone from crm_contact r where r.id = c.alias_of) end as zone,
    case when c.alias_of is null then c.owner
        else (select r.owner from crm_contact r where r.id = c.alias_of) end as owner,
    case when c.alias_of is null then c.team
        else (select r.team from crm_contact r where r.id = c.alias_of) end as team,
    c.alias_of,
    case when c.alias_of is null then c.given_name
        else (select r.given_name from crm_contact r where r.id = c.alias_of) end as given_name,
    case when c.alias_of is null then c.family_name
        else (select r.family_name from crm_contact r where r.id = c.alias_of) end as family_name,
    case when c.alias_of is null then c.job_title
        else (select r.job_title from crm_contact r where r.id = c.alias_of) end as job_title,
    (select o.name from crm_company o where o.id = case when c.alias_of is null then c.company
        else (select r.company from crm_contact r where r.id = c.alias_of) end) as company_name,
    case when c.alias_of is null then c.address
        else (select r.address from crm_contact r where r.id = c.alias_of) end as address,
    case when c.alias_of is null then c.billing
        else (select r.billing from crm_contact r where r.id = c.alias_of) end as billing
-- One table and no join: SQLite makes the whole of a joined view before it looks one row up in it.
from crm_contact c;
