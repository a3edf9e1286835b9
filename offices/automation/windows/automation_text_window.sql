create view automation_text_window as
select p.slug, p.language, p.number as version, p.sha256, a.id as automation, a.name, a.active,
    (v.number = a.version) as is_current
from automation_pin p
    join automation_version v on v.id = p.version
    join automation_automation a on a.id = v.automation
where (v.number = a.version and not a.retired)
    or exists (select 1 from automation_run r where r.version = v.id and r.ended_at is null);
