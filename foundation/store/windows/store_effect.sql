create view store_effect as
select id, kind, key, person, subject, run, payload, resend, state, attempt, epoch, made_at, due_at, done_at, note,
    held_by, owed
from effect;
