create table cash_entry (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    fact bytea not null, what text not null, about text not null, contact bytea, booked_on text not null,
    posted_at bigint not null, test boolean not null,
    constraint cash_entry_pk primary key (id),
    constraint cash_entry_one_per_fact unique (fact));
create index cash_entry_about on cash_entry (about, what);
create table cash_entry_line (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    entry bytea not null, account text not null, minor bigint not null, currency text not null,
    booked_on text not null, test boolean not null,
    constraint cash_entry_line_pk primary key (id),
    constraint cash_entry_line_entry foreign key (entry) references cash_entry (id),
    constraint cash_entry_line_amount check (minor <> 0));
create index cash_entry_line_of on cash_entry_line (entry);
create index cash_entry_line_account on cash_entry_line (account, currency, booked_on);
