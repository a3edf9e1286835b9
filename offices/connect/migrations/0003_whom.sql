-- Whom a call concerns: what was sent and answered goes with them.
alter table connect_http_call add column person bytea;
create index connect_http_call_person on connect_http_call (person) where person is not null;
create index connect_http_call_done on connect_http_call (done_at) where answer is not null;
