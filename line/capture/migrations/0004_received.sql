-- What came through a door lately is looked at every few minutes.
create index capture_intake_received on capture_intake (received_at)
