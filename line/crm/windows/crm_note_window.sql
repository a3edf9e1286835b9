create view crm_note_window as
select id, contact, about_kind, about, text, written_at, by_kind, by_id
from crm_note where state = 'written';
