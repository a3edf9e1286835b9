create view intelligence_late_window as
select joint, kind, id, since, told_on
from intelligence_late;
