// This week's leads, adding up: came in = contacted + pending + closed unanswered. Each number opens its records.
import { Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { WeekView } from '../../api/crm';
import { useView } from '../../api/query';
import { ProblemNote } from '../../ui/ProblemNote';
import { WaitingRows } from '../../ui/Waiting';
import type { Part } from '../lead/week';

export function Week() {
  const { data, error, refetch } = useView<WeekView>('/leads/week', { nouns: ['lead', 'message', 'intake'] });
  if (error && !data) return <ProblemNote problem={error} again={() => void refetch()} />;
  if (!data) return <WaitingRows count={1} height={88} />;
  const { monday, came_in: came, contacted, pending, closed_unanswered: closed } = data;
  return (
    <Paper className="equation" p="sm">
      <Term part="came_in" count={came} words="came in" monday={monday} />
      <Sign text="=" />
      <Term part="contacted" count={contacted.count} words="contacted" monday={monday} />
      <Sign text="+" />
      <Term part="pending" count={pending.count} words="pending" monday={monday} />
      <Sign text="+" />
      <Term part="closed_unanswered" count={closed.count} words="closed unanswered" monday={monday} />
    </Paper>
  );
}

function Sign({ text }: { text: string }) {
  return (
    <Text span c="dimmed" fz="lg">
      {text}
    </Text>
  );
}

interface OneTerm {
  part: Part;
  count: number;
  words: string;
  monday: string;
}

function Term({ part, count, words, monday }: OneTerm) {
  return (
    <Link to="/leads" search={{ week: monday, part } as never} className="term">
      <Text span fz="xl" fw={650} lh={1.2} className="num">
        {count.toLocaleString()}
      </Text>
      <Text span size="xs" c="dimmed">
        {words}
      </Text>
    </Link>
  );
}
