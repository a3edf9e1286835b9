create view sales_proposal_window as
select id, deal, contact, service, number, version, title, state, minor, currency, gross_minor, valid_until,
    sent_at, viewed_at, ended_at, owner, team, test, agreement, signed_at
from sales_proposal;
