create view crm_lead_window as
select id, contact, service, state, channel, source, owner, team, captured_at, answered_at, useful_at, test,
    due_at, next_text, question, until, decided_at, reason, deal, form, intake, expected_minor, currency, message,
    answers,
    -- Whoever decided for them has spoken with them, also where no mail was written.
    case when useful_at is not null or state = 'qualified' then 'contacted'
        when state in ('declined', 'closed') then 'closed_unanswered' else 'pending' end as reached
from crm_lead;
