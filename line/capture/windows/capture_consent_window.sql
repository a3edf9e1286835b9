create view capture_consent_window as
select contact, purpose, given, at from capture_consent;
