create view automation_lag as
select 'automation.runs' as name, min(f.at) as at from (
    select at from (
        select case when r.lease_until > r.wakes_at then r.lease_until else r.wakes_at end as at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.priority = 0 and r.wakes_at is not null and a.active order by r.wakes_at limit 256) p0
    union all select at from (
        select case when r.lease_until > r.wakes_at then r.lease_until else r.wakes_at end as at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.priority = 1 and r.wakes_at is not null and a.active order by r.wakes_at limit 256) p1
    union all select at from (
        select case when r.lease_until > r.wakes_at then r.lease_until else r.wakes_at end as at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.priority = 2 and r.wakes_at is not null and a.active order by r.wakes_at limit 256) p2
    union all select at from (
        select case when r.lease_until > r.wakes_at then r.lease_until else r.wakes_at end as at
        from automation_run r join automation_automation a on a.id = r.automation
        where r.priority = 3 and r.wakes_at is not null and a.active order by r.wakes_at limit 256) p3) f
union all
select 'automation.starts' as name, min(at) as at from automation_due where at > 0;
