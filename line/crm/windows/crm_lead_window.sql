create view crm_lead_window as
select id, contact, service, state, channel, source, owner, team, captured_at, answered_at, useful_at, test,
    due_at, next_text, question, until, decided_at, reason, deal, form, expected_minor, currency, message, answers
from crm_lead;
