create view delivery_milestone_window as
select id, project, agreement, deal, contact, service, title, position, state, minor, currency, tax as groups, buyer,
    agreement_number, project_number, due_on, accepted_at, accepted_on,
    case when state = 'waived' then true else false end as invoice_waived, owner, team, test, invoice, since
from delivery_milestone;
