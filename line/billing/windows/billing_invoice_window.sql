create view billing_invoice_window as
select id, number, 'invoice' as kind, contact, project, service,
    case when state = 'issued' and disputed_at is not null then 'disputed' else state end as state,
    minor, currency, case when state = 'issued' then open_minor else 0 end as open_minor,
    issued_on, due_on, buyer_name, buyer_email, owner, team, test, issued_at, paid_at,
    promised_until, sent_at, milestone, language
from billing_invoice where state <> 'discarded';
