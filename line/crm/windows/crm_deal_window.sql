create view crm_deal_window as
select id, contact, lead, service, title, minor, currency, stage, state, owner, team, opened_at, moved_at,
    ended_at, reason, expected_on, due_at, test
from crm_deal;
