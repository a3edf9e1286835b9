create view store_exception_window as
select id, subject, contact, owner, state, due_at, code, title, detail, raised_at from store_exception;
