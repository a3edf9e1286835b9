create view store_exception_case_window as
select exception, key, detail, subject, contact, run, effect, fix, at, settled_at, outcome from store_exception_case;
