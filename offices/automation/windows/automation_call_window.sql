create view automation_call_window as
select c.connection, a.id as automation, a.name, a.active, (v.number = a.version and not a.retired) as is_current,
    (v.reviewed_by is not null) as is_reviewed
from automation_call c
    join automation_version v on v.id = c.version
    join automation_automation a on a.id = v.automation
where (v.number = a.version and not a.retired)
    or exists (select 1 from automation_run r where r.version = v.id and r.ended_at is null);
