create table crm_note (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    contact bytea not null, about_kind text, about bytea, text text not null, state text not null,
    written_at bigint not null, by_kind text not null, by_id bytea not null,
    constraint crm_note_pk primary key (id),
    constraint crm_note_state check (state in ('written', 'withdrawn')),
    constraint crm_note_about check ((about_kind is null) = (about is null)));
create index crm_note_contact on crm_note (contact, id);
