create view store_exception_window as
select id, subject, contact, owner, state, due_at from store_exception;
