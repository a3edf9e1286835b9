-- Where the next round goes on among what was told: one row, or none where it begins at the beginning.
create table intelligence_late_place (
    one boolean not null, joint text not null, kind text not null, id bytea not null,
    constraint intelligence_late_place_pk primary key (one),
    constraint intelligence_late_place_one check (one is true));
