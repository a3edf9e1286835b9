create view store_beat as
select name, at from beat;
