// A state as a word and a sign, never by colour alone. The same state looks the same on every screen.
import { Badge } from '@mantine/core';
import {
  IconCheck,
  IconClockHour4,
  IconExclamationMark,
  IconMinus,
  IconPlayerPlayFilled,
  type Icon,
} from '@tabler/icons-react';

type Tone = 'good' | 'going' | 'waiting' | 'bad' | 'quiet';

const COLOR: Record<Tone, string> = {
  good: 'teal',
  going: 'line',
  waiting: 'orange',
  bad: 'red',
  quiet: 'gray',
};
const SIGN: Record<Tone, Icon> = {
  good: IconCheck,
  going: IconPlayerPlayFilled,
  waiting: IconClockHour4,
  bad: IconExclamationMark,
  quiet: IconMinus,
};

const TONE: Record<string, Tone> = {
  captured: 'waiting',
  answered: 'going',
  qualified: 'good',
  nurtured: 'quiet',
  nurture: 'quiet',
  declined: 'quiet',
  open: 'going',
  closed: 'quiet',
  done: 'good',
  won: 'good',
  lost: 'quiet',
  draft: 'quiet',
  approved: 'good',
  in_review: 'waiting',
  superseded: 'quiet',
  retired: 'quiet',
  published: 'good',
  active: 'good',
  inactive: 'quiet',
  invited: 'waiting',
  suspended: 'bad',
  queued: 'waiting',
  waiting: 'waiting',
  composed: 'quiet',
  practised: 'quiet',
  claimed: 'going',
  sent: 'good',
  accepted: 'good',
  delivered: 'waiting',
  disputed: 'bad',
  waived: 'quiet',
  bounced: 'bad',
  failed: 'bad',
  skipped: 'quiet',
  cancelled: 'quiet',
  unknown: 'bad',
  running: 'going',
  stopped: 'quiet',
  practice: 'quiet',
  approve_each: 'going',
  automatic: 'good',
  overdue: 'bad',
  due: 'waiting',
  resolved: 'good',
  revoked: 'quiet',
  expired: 'quiet',
  viewed: 'going',
  signed: 'good',
  withdrawn: 'quiet',
  voided: 'bad',
};

/** `approve_each` → `Approve each`. */
export function inWords(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function StatusBadge({ state, label, tone }: { state: string; label?: string; tone?: Tone }) {
  const chosen = tone ?? TONE[state] ?? 'quiet';
  const Sign = SIGN[chosen];
  return (
    <Badge
      variant="light"
      size="md"
      color={COLOR[chosen]}
      leftSection={<Sign size={12} stroke={2.6} aria-hidden />}
    >
      {label ?? inWords(state)}
    </Badge>
  );
}
