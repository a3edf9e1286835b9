create view billing_credit_note_window as
select id, number, invoice, contact, minor, currency, settles_minor, issued_on, issued_at, owner, team, test
from billing_credit_note;
