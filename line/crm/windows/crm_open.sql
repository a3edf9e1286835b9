create view crm_open as
select 'lead' as kind, l.id, l.contact, l.service,
    case when l.state = 'nurtured' then 'nurtured' when l.answered_at is null then 'captured' else 'answered' end
        as state,
    l.owner, coalesce(l.decided_at, l.answered_at, l.captured_at) as since,
    case when l.state = 'nurtured' then 'theirs' when l.useful_at is null then 'ours'
        when (select m.direction from crm_message m where m.lead = l.id order by m.id desc limit 1) = 'out'
            then 'theirs' else 'ours' end as move,
    l.expected_minor as minor, l.currency, l.test
from crm_lead l where l.state in ('open', 'nurtured')
union all
select 'deal' as kind, d.id, d.contact, d.service, 'qualified' as state, d.owner, d.opened_at as since,
    'ours' as move, d.minor, d.currency, d.test
from crm_deal d where d.state = 'open';
