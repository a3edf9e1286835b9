create view connect_http_window as
select id, connection, run, method, state, code, answer, why, made_at, done_at from connect_http_call;
