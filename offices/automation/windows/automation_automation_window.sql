create view automation_automation_window as
select id, name, active, mode, owner, team from automation_automation;
