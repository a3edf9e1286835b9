-- What was called a contract is any document now: contracts, consents, words before a proposal.
drop view if exists templates_text;
create table templates_template_2 (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    slug text not null, language text not null, kind text not null,
    newest bigint not null, approved bigint, state text not null,
    constraint templates_template_2_pk primary key (id),
    constraint templates_template_2_once unique (slug, language),
    constraint templates_template_2_kind check (kind in ('message', 'document')),
    constraint templates_template_2_state check (state in ('draft', 'approved', 'retired')),
    constraint templates_template_2_approved check ((state = 'approved') = (approved is not null)));
insert into templates_template_2 (id, rv, owner, team, slug, language, kind, newest, approved, state)
select id, rv, owner, team, slug, language, case kind when 'contract' then 'document' else kind end, newest,
    approved, state
from templates_template;
create table templates_version_2 (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    template bytea not null, version bigint not null, class text not null,
    subject text not null, body text not null, state text not null,
    sha256 text, drafted_at bigint not null, approved_at bigint, approved_by bytea,
    constraint templates_version_2_pk primary key (id),
    constraint templates_version_2_template foreign key (template) references templates_template_2 (id),
    constraint templates_version_2_once unique (template, version),
    constraint templates_version_2_class check (class in ('transactional', 'inquiry', 'marketing')),
    constraint templates_version_2_state check (state in ('draft', 'approved', 'retired')),
    constraint templates_version_2_frozen check ((state = 'draft') = (sha256 is null and approved_at is null)));
insert into templates_version_2 (id, rv, owner, team, template, version, class, subject, body, state, sha256,
    drafted_at, approved_at, approved_by)
select id, rv, owner, team, template, version, class, subject, body, state, sha256, drafted_at, approved_at,
    approved_by
from templates_version;
drop table templates_version;
drop table templates_template;
alter table templates_template_2 rename to templates_template;
alter table templates_version_2 rename to templates_version;
create unique index templates_version_draft on templates_version (template) where state = 'draft';
create unique index templates_version_approved on templates_version (template) where state = 'approved';
