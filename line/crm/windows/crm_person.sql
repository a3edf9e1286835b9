create view crm_person as
select r.id, c.email, c.phone, r.name, r.owner, r.team
from crm_contact c join crm_contact r on r.id = coalesce(c.alias_of, c.id)
where c.email is not null or c.phone is not null;
