-- Somebody of the staff was told of something.
create table attention_notification (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    kind text not null, bundle text not null, about bytea, subject text, urgent boolean not null,
    title text not null, text text not null, count bigint not null, state text not null,
    made_at bigint not null, seen_at bigint,
    constraint attention_notification_pk primary key (id),
    constraint attention_notification_state check (state in ('new', 'seen', 'over')));
create unique index attention_notification_bundle on attention_notification (owner, bundle) where state = 'new';
create index attention_notification_mine on attention_notification (owner, id);
-- What is still to happen for it, and when.
create table attention_plan (
    notification bytea not null, user_id bytea not null, push_at bigint, mail_at bigint, hand_on_at bigint,
    constraint attention_plan_pk primary key (notification));
create index attention_plan_push on attention_plan (push_at) where push_at is not null;
create index attention_plan_mail on attention_plan (mail_at) where mail_at is not null;
create index attention_plan_hand_on on attention_plan (hand_on_at) where hand_on_at is not null;
-- Whom an exception or an approval was told to, and when it is spoken of again.
create table attention_told (
    id bytea not null, owner bytea, stage bigint not null, told_at bigint not null, next_at bigint,
    constraint attention_told_pk primary key (id));
create index attention_told_next on attention_told (next_at) where next_at is not null;
-- How and when a person wants to be told; no row means as the house does it.
create table attention_rules (
    user_id bytea not null, rv bigint not null, doc text not null,
    constraint attention_rules_pk primary key (user_id));
-- A browser that takes push. Its address and keys are secrets.
create table attention_device (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, service text not null, added_at bigint not null,
    constraint attention_device_pk primary key (id));
create index attention_device_owner on attention_device (owner);
create table attention_device_use (
    device bytea not null, used_at bigint, trouble text,
    constraint attention_device_use_pk primary key (device));
-- What happened that somebody wants to know at once.
create table attention_heard (
    fact bytea not null, user_id bytea not null, kind text not null, subject text not null, at bigint not null,
    constraint attention_heard_pk primary key (fact));
