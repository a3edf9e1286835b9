// Taking an automation out of use for good: nobody new begins, what is under way goes on to its end.
import { Button } from '@mantine/core';
import { call } from '../../api/call';
import { useBusiness, useMay } from '../../api/session';
import { confirm } from '../../ui/confirm';
import { say, sayProblem } from '../../ui/toast';
import { tallies, type Retired, type WholeAutomation } from './shapes';

const counted = (runs: number) => (runs === 1 ? '1 run is' : `${runs.toLocaleString()} runs are`);

export function Retire({ automation }: { automation: WholeAutomation }) {
  const may = useMay('automation.retire');
  const { locale, zone } = useBusiness();
  if (!may || automation.retired) return null;
  const { waiting, parked } = tallies(automation.runs);
  const runs = waiting + parked;
  const on = (at: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: zone }).format(new Date(at));
  const retire = async () => {
    const text = (
      <>
        {automation.load_bearing
          ? 'The line depends on it: from now on somebody has to do this by hand, every time. '
          : ''}
        Nobody new begins.{' '}
        {runs
          ? `${counted(runs)} still under way and will go on to the end; afterwards you are told when the last one ends. `
          : 'No run is under way any more. '}
        To use it again, publish its text under another name.
      </>
    );
    const title = `Retire “${automation.name}”?`;
    if (!(await confirm({ title, text, verb: 'Retire it', destroys: true }))) return;
    try {
      const { answer } = await call<Retired>('automation.retire', { automation: automation.id });
      const last = answer.last_ends_at ? `; the last ends by ${on(answer.last_ends_at)}` : '';
      const rest = answer.runs ? `${counted(answer.runs)} under way${last}` : 'Nothing is under way any more';
      say(`${automation.name} is retired. ${rest}.`);
    } catch (cause) {
      sayProblem(cause);
    }
  };
  return (
    <Button
      variant="subtle"
      color="red"
      title="Nobody new begins; runs under way go on to their end."
      onClick={() => void retire()}
    >
      Retire
    </Button>
  );
}
