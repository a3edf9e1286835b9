create table governance_session (
    id bytea not null, hash bytea not null, user_id bytea not null,
    started_at bigint not null, seen_at bigint not null,
    constraint governance_session_pk primary key (id),
    constraint governance_session_hash unique (hash));
create index governance_session_user on governance_session (user_id);
create table governance_attempt (
    key bytea not null, failed bigint not null, last_at bigint not null, until bigint not null,
    constraint governance_attempt_pk primary key (key));
create index governance_attempt_last on governance_attempt (last_at);
