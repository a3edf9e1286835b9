create table crm_task (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    title text not null, detail text, about_kind text, about bytea, contact bytea,
    due_at bigint not null, state text not null, closed_at bigint, reason text,
    constraint crm_task_pk primary key (id),
    constraint crm_task_state check (state in ('open', 'done', 'dropped')),
    constraint crm_task_about check ((about_kind is null) = (about is null)),
    constraint crm_task_closed check ((state = 'open') = (closed_at is null)));
create index crm_task_due on crm_task (due_at, id) where state = 'open';
create index crm_task_contact on crm_task (contact) where contact is not null;
create index crm_task_of on crm_task (about) where about is not null;
