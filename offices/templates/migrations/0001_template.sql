create table templates_template (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    slug text not null, language text not null, kind text not null,
    newest bigint not null, approved bigint, state text not null,
    constraint templates_template_pk primary key (id),
    constraint templates_template_once unique (slug, language),
    constraint templates_template_kind check (kind in ('message', 'contract')),
    constraint templates_template_state check (state in ('draft', 'approved', 'retired')),
    constraint templates_template_approved check ((state = 'approved') = (approved is not null)));
create table templates_version (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    template bytea not null, version bigint not null, class text not null,
    subject text not null, body text not null, state text not null,
    sha256 text, drafted_at bigint not null, approved_at bigint, approved_by bytea,
    constraint templates_version_pk primary key (id),
    constraint templates_version_template foreign key (template) references templates_template (id),
    constraint templates_version_once unique (template, version),
    constraint templates_version_class check (class in ('transactional', 'inquiry', 'marketing')),
    constraint templates_version_state check (state in ('draft', 'approved', 'retired')),
    constraint templates_version_frozen check ((state = 'draft') = (sha256 is null and approved_at is null)));
create unique index templates_version_draft on templates_version (template) where state = 'draft';
create unique index templates_version_approved on templates_version (template) where state = 'approved';
