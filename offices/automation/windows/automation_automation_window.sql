create view automation_automation_window as
select a.id, a.name, a.active, a.mode, a.owner, a.team, a.retired, c.since, coalesce(c.least, 0) as least
from automation_automation a left join automation_counted c on c.automation = a.id;
