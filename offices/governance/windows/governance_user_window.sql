create view governance_user_window as
select id, name, email, (state = 'active') as active, role, team, stand_in, zone, phone, language
from governance_user;
