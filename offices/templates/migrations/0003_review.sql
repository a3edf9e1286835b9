-- A version may wait for a second reader, and stays sendable by what is pinned to it once another is approved.
drop view if exists templates_text;
create table templates_template_3 (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    slug text not null, language text not null, kind text not null,
    newest bigint not null, approved bigint, state text not null,
    constraint templates_template_3_pk primary key (id),
    constraint templates_template_3_once unique (slug, language),
    constraint templates_template_3_kind check (kind in ('message', 'document')),
    constraint templates_template_3_state check (state in ('draft', 'in_review', 'approved', 'retired')),
    constraint templates_template_3_approved check ((state = 'approved') = (approved is not null)));
insert into templates_template_3 (id, rv, owner, team, slug, language, kind, newest, approved, state)
select id, rv, owner, team, slug, language, kind, newest, approved, state from templates_template;
create table templates_version_3 (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    template bytea not null, version bigint not null, class text not null,
    subject text not null, body text not null, state text not null,
    sha256 text, drafted_at bigint not null, drafted_by bytea, note text, approved_at bigint, approved_by bytea,
    constraint templates_version_3_pk primary key (id),
    constraint templates_version_3_template foreign key (template) references templates_template_3 (id),
    constraint templates_version_3_once unique (template, version),
    constraint templates_version_3_class check (class in ('transactional', 'inquiry', 'marketing')),
    constraint templates_version_3_state check (state in
        ('draft', 'in_review', 'approved', 'superseded', 'retired')),
    constraint templates_version_3_hashed check ((state = 'draft') = (sha256 is null)),
    constraint templates_version_3_frozen check ((state in ('draft', 'in_review')) = (approved_at is null)));
insert into templates_version_3 (id, rv, owner, team, template, version, class, subject, body, state, sha256,
    drafted_at, drafted_by, note, approved_at, approved_by)
select v.id, v.rv, v.owner, v.team, v.template, v.version, v.class, v.subject, v.body,
    case when v.state = 'retired' and t.approved is not null then 'superseded' else v.state end, v.sha256,
    v.drafted_at, null, null, v.approved_at, v.approved_by
from templates_version v join templates_template t on t.id = v.template;
drop table templates_version;
drop table templates_template;
alter table templates_template_3 rename to templates_template;
alter table templates_version_3 rename to templates_version;
create unique index templates_version_draft on templates_version (template) where state in ('draft', 'in_review');
create unique index templates_version_approved on templates_version (template) where state = 'approved';
create index templates_version_sha256 on templates_version (sha256) where sha256 is not null;
