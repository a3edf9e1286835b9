create table governance_token (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, scopes text not null, issued_at bigint not null, until bigint not null,
    revoked_at bigint,
    constraint governance_token_pk primary key (id));
create index governance_token_owner on governance_token (owner);
create table governance_token_key (
    token bytea not null, hash bytea not null, used_at bigint,
    constraint governance_token_key_pk primary key (token),
    constraint governance_token_key_hash unique (hash));
