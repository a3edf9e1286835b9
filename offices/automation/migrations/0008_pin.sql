-- Which approved version of a text an automation was published with, in each language that had one then.
create table automation_pin (
    version bytea not null, named text not null, slug text not null, language text not null, number bigint not null,
    sha256 text not null, constraint automation_pin_pk primary key (version, named, language));
create index automation_pin_text on automation_pin (slug, language);
