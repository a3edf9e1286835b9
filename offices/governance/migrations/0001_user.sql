create table governance_team (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, folded text not null,
    constraint governance_team_pk primary key (id),
    constraint governance_team_once unique (folded));
create table governance_user (
    -- `owner` is the user itself, so that the scope `own` means one's own record.
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, email text not null, role text not null, stand_in bytea,
    zone text, language text not null, state text not null,
    constraint governance_user_pk primary key (id),
    constraint governance_user_email unique (email),
    constraint governance_user_team foreign key (team) references governance_team (id),
    constraint governance_user_stand_in foreign key (stand_in) references governance_user (id),
    constraint governance_user_role check (role in
        ('administrator', 'manager', 'sales', 'delivery', 'finance', 'viewer')),
    constraint governance_user_state check (state in ('invited', 'active', 'deactivated')));
create index governance_user_administrator on governance_user (state) where role = 'administrator';
create table governance_password (
    user_id bytea not null, hash text not null, set_at bigint not null,
    constraint governance_password_pk primary key (user_id));
create table governance_entrance (
    -- The link somebody may come in by. A later one replaces it.
    user_id bytea not null, purpose text not null, link bytea not null, made_at bigint not null,
    until bigint not null,
    constraint governance_entrance_pk primary key (user_id),
    constraint governance_entrance_purpose check (purpose in ('invitation', 'reset')));
create table governance_forgotten (
    -- Who says to have forgotten a password. The house's own worker reads and empties it.
    email text not null, asked_at bigint not null,
    constraint governance_forgotten_pk primary key (email));
