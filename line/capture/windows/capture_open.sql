create view capture_open as
select 'intake' as kind, id, contact, null as service, state, owner, received_at as since, 'ours' as move,
    null as minor, null as currency, test
from capture_intake where state = 'parked';
