create view capture_intake_window as
select id, channel, form, state, received_at, test from capture_intake;
