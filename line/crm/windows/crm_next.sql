create view crm_next as
select
    coalesce(about_kind, case when contact is null then 'task' else 'contact' end) as kind,
    coalesce(about, contact, id) as id,
    due_at as at, title as what, owner, false as general
from crm_task where state = 'open'
union all
select 'lead' as kind, id, due_at as at, next_text as what, owner, false as general from crm_lead where due_at is not null
union all
select 'deal' as kind, id, due_at as at, 'Take the next step' as what, owner, true as general
from crm_deal where due_at is not null;
