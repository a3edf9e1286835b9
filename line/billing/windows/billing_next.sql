create view billing_next as
select 'invoice' as kind, id, due_at as at, next_text as what, owner
from billing_invoice where due_at is not null;
