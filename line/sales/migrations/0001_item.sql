create table sales_item (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    name text not null, text text, unit text not null, minor bigint not null, currency text not null,
    rate bigint not null, active boolean not null,
    constraint sales_item_pk primary key (id),
    constraint sales_item_rate check (rate between 0 and 10000));
create table sales_rate_card (
    id bytea not null, rv bigint not null, owner bytea, team bytea,
    version bigint not null, items text not null, published_at bigint not null,
    constraint sales_rate_card_pk primary key (id),
    constraint sales_rate_card_version unique (version));
