-- Where an SMS reaches them.
alter table governance_user add column phone text;
