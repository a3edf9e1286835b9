-- In which language they read the words they agreed to or refused.
alter table capture_consent add column language text;
