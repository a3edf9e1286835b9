create view automation_next as
select r.subject_kind as kind, r.subject as id, r.wakes_at as at, a.name as what, a.owner
from automation_run r join automation_automation a on a.id = r.automation
where r.wakes_at is not null and r.mode <> 'practice' and a.active
union all
select 'approval' as kind, p.id, p.due_at as at, p.title as what, p.owner
from automation_approval p
where p.state = 'open';
