create view store_next as
select 'exception' as kind, id, due_at as at, title as what, owner from store_exception where state = 'open';
