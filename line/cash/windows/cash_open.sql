create view cash_open as
select 'payment' as kind, id, contact, service, 'paid' as state, owner, recorded_at as since, 'ours' as move,
    minor, currency, test
from cash_payment where due_at is not null
union all
select 'bank_line' as kind, id, cast(null as bytea) as contact, cast(null as bytea) as service, state, owner,
    imported_at as since, 'ours' as move, minor, currency, false as test
from cash_bank_line where state = 'unmatched';
