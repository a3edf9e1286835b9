-- Whose hold on what ends when: workers of which there is one, and effects that are under way.
create view store_lease as
select 'worker' as kind, name, until from lease
union all
select 'effect' as kind, kind as name, lease_until as until from effect
where state = 'sending' and lease_until is not null;
