-- Why a version was published with its warnings.
create table automation_reason (
    version bytea not null, code text not null, step text not null, reason text not null,
    constraint automation_reason_pk primary key (version, code, step));
-- What an automation would have done: asked for, worked out beside everything else, kept for a while.
create table automation_rehearsal (
    id bytea not null primary key, automation bytea, slug text not null, text text not null, days bigint not null,
    state text not null, asked_by bytea, owner bytea, team bytea, asked_at bigint not null, done bigint not null,
    total bigint not null, ended_at bigint, report text, why text,
    constraint automation_rehearsal_state check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')));
create index automation_rehearsal_open on automation_rehearsal (asked_at) where state in ('waiting', 'running');
create index automation_rehearsal_of on automation_rehearsal (automation) where automation is not null;
-- Its messages, and those that really left or that the published version would have sent.
create table automation_rehearsed (
    rehearsal bytea not null, n bigint not null, at bigint not null, contact bytea, subject_kind text not null,
    subject bytea not null, step text not null, verb text not null, template text, class text not null,
    args text, drafted boolean not null, happened boolean not null, published boolean not null, skipped text,
    constraint automation_rehearsed_pk primary key (rehearsal, n));
-- What a metric is measured on: one start, and how long it took to its end.
create table automation_case (
    automation bytea not null, fact bytea not null, whom bytea not null, contact bytea, held_out boolean not null,
    started_at bigint not null, ended_at bigint, constraint automation_case_pk primary key (automation, fact));
create index automation_case_open on automation_case (automation, whom) where ended_at is null;
-- How far the journal has been read for the metric of an automation, and which metric that is.
create table automation_measure (
    automation bytea not null primary key, version bigint not null, query text not null, n bigint not null,
    measured_at bigint not null);
-- How it was before: frozen when a version was published.
create table automation_baseline (
    automation bytea not null, version bigint not null, metric text not null, from_at bigint not null,
    to_at bigint not null, cases bigint not null, reached bigint not null, p50_seconds bigint, p90_seconds bigint,
    query text not null, taken_at bigint not null,
    constraint automation_baseline_pk primary key (automation, version));
