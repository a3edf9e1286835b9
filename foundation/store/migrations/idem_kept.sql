create index idem_kept on idem (kept_at);
