create view capture_open as
select 'intake' as kind, id, contact, cast(null as bytea) as service, state, owner, received_at as since, 'ours' as move,
    cast(null as bigint) as minor, cast(null as text) as currency, test
from capture_intake where state = 'parked';
