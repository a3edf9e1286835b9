create view cash_next as
select 'payment' as kind, id, due_at as at, 'Find it on the bank statement' as what, owner
from cash_payment where due_at is not null
union all
select 'bank_line' as kind, id, due_at as at, 'Say whose money it is' as what, owner
from cash_bank_line where state = 'unmatched';
