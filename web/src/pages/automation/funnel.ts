// How far the runs of an automation come, as the server counts them.
import type { components } from '../../api/schema';
import { useView } from '../../api/query';

export type FunnelStep = components['schemas']['FunnelStep'];

export type Funnel = components['schemas']['FunnelView'];

export function useFunnel(automation: string) {
  return useView<Funnel>(`/automations/${automation}/funnel`, { nouns: ['run'] });
}

/** "40 seconds", "5 hours", "3.5 days": the largest unit that leaves a number people can picture. */
export function sayLength(seconds: number): string {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  const [name, size] = units.find(([, length]) => seconds >= length) ?? (['second', 1] as const);
  const many = Math.round((seconds / size) * 10) / 10;
  return `${many.toLocaleString()} ${name}${many === 1 ? '' : 's'}`;
}

/** What became of those at a step, in words; nothing for what is nobody. */
export function sayStands(step: FunnelStep): string {
  const parts = [
    [step.waiting, 'wait there now'],
    [step.parked, 'stuck'],
    [step.goal, 'left: goal reached'],
    [step.exit, 'left early'],
    [step.cancelled, 'stopped'],
    [step.skipped, 'went on without it'],
    [step.failed, 'failed'],
  ] as const;
  return parts
    .filter(([many]) => many > 0)
    .map(([many, words]) => `${many.toLocaleString()} ${words}`)
    .join(', ');
}
