create view delivery_project_window as
select p.id, p.number, p.agreement, p.deal, p.contact, p.service, p.title, p.state,
    (select cast(coalesce(sum(m.minor), 0) as bigint) from delivery_milestone m
        where m.project = p.id and m.state <> 'cancelled') as minor,
    p.currency, p.owner, p.team, p.opened_at, p.test, p.ended_at, p.agreement_number, p.brief_missing
from delivery_project p;
