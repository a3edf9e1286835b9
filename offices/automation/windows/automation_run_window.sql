create view automation_run_window as
select r.id, a.name, r.automation, r.mode, r.state, r.step, r.subject_kind, r.subject, r.contact, r.priority,
    r.wakes_at, r.started_at, r.ended_at, r.outcome, a.owner, a.team
from automation_run r join automation_automation a on a.id = r.automation;
