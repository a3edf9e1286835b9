create view crm_contact_window as
select c.id, r.name, r.email, r.phone, r.company, r.language, r.zone, r.owner, r.team, c.alias_of,
    r.given_name, r.family_name, r.job_title, o.name as company_name, r.address, r.billing
from crm_contact c
    join crm_contact r on r.id = coalesce(c.alias_of, c.id)
    left join crm_company o on o.id = r.company;
