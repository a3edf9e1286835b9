-- A lane has the name of the key its first run holds: whoever comes, by whatever policy, meets it there.
alter table automation_group add column named bytea;
update automation_group set named = (
    select r.active_key from automation_group o join automation_run r on r.id = o.run
    where o.key = automation_group.key and o.lane and not o.queued and not o.aside)
where lane;
update automation_group set key = named where named is not null;
alter table automation_group drop column named;
-- What is stuck keeps nobody from waiting.
update automation_run set active_key = null
where ended_at is null and id in (select run from automation_group where lane and aside);
