create view automation_approval_window as
select id, run, automation, title, verb, owner, state, asked_at, due_at from automation_approval;
