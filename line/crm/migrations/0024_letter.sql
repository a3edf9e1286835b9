-- A message may speak of a record of any room, and take papers of that record with it.
alter table crm_conversation add column about_kind text;
alter table crm_conversation add column about bytea;
create index crm_conversation_about on crm_conversation (about, contact) where about is not null;
alter table crm_message add column about_kind text;
alter table crm_message add column about bytea;
alter table crm_message add column attach text not null default '[]';
create index crm_message_about on crm_message (about, id) where about is not null;
