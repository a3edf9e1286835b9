create view delivery_next as
select 'milestone' as kind, m.id, m.due_at as at,
    case m.state when 'open' then 'Deliver it' when 'delivered' then 'Ask whether it is accepted'
        when 'disputed' then 'Settle what is missing' else 'Invoice it' end as what, m.owner
from delivery_milestone m where m.due_at is not null
union all
select 'project' as kind, p.id, p.due_at as at, 'Finish it' as what, p.owner
from delivery_project p where p.due_at is not null;
