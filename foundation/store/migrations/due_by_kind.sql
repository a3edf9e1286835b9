drop index effect_due;
create index effect_due on effect (due_at, kind) where state = 'queued';
