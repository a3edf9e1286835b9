create view cash_payment_window as
select id, contact, minor, currency, excess_minor, paid_on, method, state, bank_line,
    (bank_line is not null and state = 'recorded') as reconciled, owner, team, recorded_at, test, service
from cash_payment where method <> 'credit_note';
