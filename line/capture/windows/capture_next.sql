create view capture_next as
select 'intake' as kind, id, received_at + 86400000 as at, 'Say whether it is a real inquiry' as what, owner
from capture_intake where state = 'parked';
