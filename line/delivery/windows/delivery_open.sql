create view delivery_open as
select 'milestone' as kind, m.id, m.contact, m.service, 'signed' as state, m.owner, m.since,
    case when m.state = 'delivered' then 'theirs' else 'ours' end as move, m.minor, m.currency, m.test
from delivery_milestone m where m.state in ('open', 'delivered', 'disputed')
union all
select 'milestone' as kind, m.id, m.contact, m.service, 'delivered' as state, m.owner, m.accepted_at as since,
    'machine' as move, m.minor, m.currency, m.test
from delivery_milestone m where m.state = 'accepted' and m.invoice is null and m.minor <> 0
union all
select 'project' as kind, p.id, p.contact, p.service, 'open' as state, p.owner, p.opened_at as since,
    'ours' as move, cast(null as bigint) as minor, p.currency, p.test
from delivery_project p
where p.state = 'open' and not exists (
    select 1 from delivery_milestone m where m.project = p.id and m.state in ('open', 'delivered', 'disputed'));
