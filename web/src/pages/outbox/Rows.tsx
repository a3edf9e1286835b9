// Mails with what can be done; those that have not left can be chosen and kept back together.
import { Stack } from '@mantine/core';
import { useMay } from '../../api/session';
import { useChosen } from '../../ui/Chosen';
import { ComingRow } from './ComingRow';
import { keyOfComing, type Coming } from './coming';
import { EntryRow } from './EntryRow';
import { KeepSeveral } from './KeepSeveral';
import { mayCancel, type Entry } from './entries';

interface Shown {
  entries: Entry[];
  /** What automations will write, among them by the time at which it leaves. */
  coming?: readonly Coming[];
}

export function Rows({ entries, coming = [] }: Shown) {
  const may = useMay('mail.cancel');
  const open = may ? entries.filter(({ state }) => mayCancel(state)) : [];
  const choice = useChosen(open, ({ key }) => key);
  const row = (entry: Entry) => (
    <EntryRow
      key={entry.id}
      entry={entry}
      chosen={choice.has(entry)}
      onChoose={open.includes(entry) ? (yes) => choice.choose(entry, yes) : undefined}
    />
  );
  const both = [
    ...entries.map((entry) => ({ at: Date.parse(entry.due_at), shown: row(entry) })),
    ...coming.map((one) => ({
      at: Date.parse(one.at),
      shown: <ComingRow key={keyOfComing(one)} coming={one} />,
    })),
  ];
  const rows = coming.length ? both.toSorted((left, right) => left.at - right.at) : both;
  return (
    <>
      {choice.chosen.length ? <KeepSeveral {...choice} /> : null}
      <Stack component="ul" gap={0} p={0} m={0} className="table-box" aria-label="Mails">
        {rows.map(({ shown }) => shown)}
      </Stack>
    </>
  );
}
