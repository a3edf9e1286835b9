create view crm_service_window as
select id, name, active, expected_minor, currency, line, automatic, questions, owner, team
from crm_service;
