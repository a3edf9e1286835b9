-- How somebody looks at a list, under a name; what it searches for may name a customer and stands beside it.
create table governance_view (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    list text not null, name text not null, shared boolean not null, saved_at bigint not null,
    constraint governance_view_pk primary key (id));
create index governance_view_list on governance_view (list, owner);
create table governance_view_choice (
    saved bytea not null, query text not null,
    constraint governance_view_choice_pk primary key (saved));
