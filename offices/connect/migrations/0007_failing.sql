-- Since when a call fails in passing, without an answer in between that says it was reached.
alter table connect_http_call add column failing_since bigint;
