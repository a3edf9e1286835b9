create table capture_form (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    slug text not null, title text not null, state text not null, draft text not null,
    version bigint not null, made_at bigint not null,
    constraint capture_form_pk primary key (id),
    constraint capture_form_slug unique (slug),
    constraint capture_form_state check (state in ('draft', 'published', 'closed')),
    constraint capture_form_published check (state = 'draft' or version > 0));
create table capture_form_version (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    form bytea not null, version bigint not null, spec text not null, sha256 bytea not null,
    published_at bigint not null,
    constraint capture_form_version_pk primary key (id),
    constraint capture_form_version_once unique (form, version),
    constraint capture_form_version_form foreign key (form) references capture_form (id));
