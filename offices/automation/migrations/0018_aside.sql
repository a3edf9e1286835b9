-- A run that is stuck lets go of its place: it keeps nobody waiting, and takes the place again as a person lets it go on.
alter table automation_group add column aside boolean not null default false;
-- One automation's own runs about one record or person, where the next one waits for the end of the one before.
alter table automation_group add column lane boolean not null default false;
-- What was stuck or waited before today stands as it would have come to stand.
update automation_group set aside = true, queued = false
where run in (select id from automation_run where state = 'parked' and ended_at is null);
update automation_group set queued = false
where queued and not aside and not exists (
        select 1 from automation_group o where o.key = automation_group.key and not o.queued and not o.aside)
    and run = (select o.run from automation_group o where o.key = automation_group.key and o.queued
        order by o.priority, o.run limit 1);
update automation_run set wakes_at = started_at
where ended_at is null and state <> 'parked' and step is null and id in (select run from automation_group);
