create view billing_open as
select 'invoice' as kind, id, contact, service, 'invoiced' as state, owner, issued_at as since,
    case when disputed_at is not null or sent_at is null then 'ours' else 'theirs' end as move,
    open_minor as minor, currency, test
from billing_invoice where state = 'issued'
union all
select 'invoice' as kind, id, contact, service, 'draft' as state, owner, created_at as since,
    'ours' as move, minor, currency, test
from billing_invoice where state = 'draft';
