create view sales_next as
select 'deal' as kind, p.deal as id, p.due_at as at,
    case when p.state in ('sent', 'viewed') then 'The proposal expires'
        when p.state = 'accepted' then 'The signature is due'
        when p.state = 'draft' then 'Send the new version of the proposal'
        else 'Decide how to go on after the proposal' end as what,
    p.owner
from sales_proposal p
where p.due_at is not null and not exists (select 1 from sales_deal_ended e where e.deal = p.deal);
