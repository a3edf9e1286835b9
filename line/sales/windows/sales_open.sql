create view sales_open as
select 'deal' as kind, p.deal as id, p.contact, p.service, 'proposed' as state, p.owner, p.sent_at as since,
    case when p.state in ('sent', 'viewed', 'accepted') then 'theirs' else 'ours' end as move,
    p.minor, p.currency, p.test
from sales_proposal p
where p.id = (
    select q.id from sales_proposal q where q.deal = p.deal and q.sent_at is not null
    order by case when q.state in ('sent', 'viewed', 'accepted') then 0 else 1 end, q.sent_at desc, q.id desc
    limit 1)
and not exists (select 1 from sales_proposal s where s.deal = p.deal and s.signed_at is not null)
and not exists (select 1 from sales_deal_ended e where e.deal = p.deal);
