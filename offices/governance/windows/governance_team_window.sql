create view governance_team_window as
select id, name from governance_team;
