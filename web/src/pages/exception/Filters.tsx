// What the list of exceptions shows; every choice stands in the address. Whose they are, about which record and
// whether they are open the server knows; lateness, kind and words are looked for in what it gave.
import { Button, Group, Select, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { nounOfId } from '../../api/nouns';
import { useStaff } from '../../api/staff';
import { RecordPicker, SPOKEN_OF } from '../../shell/RecordPicker';
import { nounLabel, recordPath } from '../../shell/records';
import { Filter } from '../../ui/Filter';
import { SearchBox } from '../lead/Filters';
import { kindsOf, sayCode, type Exception } from './shapes';

export const FILTERS = ['show', 'when', 'code', 'owner', 'about', 'q'] as const;
export type Chosen = Partial<Record<(typeof FILTERS)[number], string>>;

export interface Counts {
  open: number;
  mine: number;
  late: number;
}

interface Choosing {
  chosen: Chosen;
  set: (change: Partial<Record<(typeof FILTERS)[number], string | null>>) => void;
  counts: Counts | undefined;
  /** Those among which a kind is chosen. */
  rows: readonly Exception[];
}

const ABOUT = ['contact', 'lead', ...SPOKEN_OF];

export function Filters({ chosen, set, counts, rows }: Choosing) {
  const { show, when, code, owner, about, q } = chosen;
  const { choicesWith } = useStaff();
  const narrowed = [show, owner, about, q].some((each) => each !== undefined);
  return (
    <>
      <Group gap="xs" mb="md">
        <SearchBox label="Search exceptions" value={q ?? ''} set={(words) => set({ q: words })} />
        {show === 'mine' ? null : (
          <Select
            aria-label="Owner"
            placeholder="Anybody's"
            data={choicesWith(owner)}
            value={owner ?? null}
            onChange={(next) => set({ owner: next })}
            clearable
            w={180}
          />
        )}
        <About about={about} set={(id) => set({ about: id })} />
      </Group>
      <Filter
        label="Which exceptions"
        to="/exceptions"
        param="show"
        chosen={show}
        all="Open"
        choices={[
          { value: 'mine', label: 'Mine', count: counts?.mine },
          { value: 'closed', label: 'Closed' },
        ]}
        with={{ about, q, ...(show === 'mine' ? {} : { owner }) }}
      />
      {show === 'closed' ? null : (
        <Filter
          label="By lateness"
          to="/exceptions"
          param="when"
          chosen={when === 'late' ? 'late' : undefined}
          choices={[{ value: 'late', label: 'Past its time', count: narrowed ? undefined : counts?.late }]}
          all="Late or not"
          with={{ show, code, owner, about, q }}
        />
      )}
      <Kinds rows={rows} code={code} others={{ show, when, owner, about, q }} />
    </>
  );
}

/** One chip for each kind that is there; nothing to choose where all are of one kind. */
function Kinds({
  rows,
  code,
  others,
}: Pick<Choosing, 'rows'> & { code: string | undefined; others: Chosen }) {
  const kinds = kindsOf(rows);
  if (code && !kinds.some((kind) => kind.code === code)) kinds.push({ code, count: 0 });
  if (kinds.length < 2 && !code) return null;
  return (
    <Filter
      label="Kind"
      to="/exceptions"
      param="code"
      chosen={code}
      choices={kinds.map(({ code: value, count }) => ({ value, label: sayCode(value), count }))}
      all="Every kind"
      with={others}
    />
  );
}

/** One record by its name; from then on it stands there with the way back to all. */
function About({ about, set }: { about: string | undefined; set: (id: string | null) => void }) {
  if (!about) {
    return (
      <RecordPicker
        label="About which record"
        placeholder="About anybody"
        nouns={ABOUT}
        chosen={null}
        choose={set}
        bare
      />
    );
  }
  const path = recordPath(about);
  const name = nounLabel(about).toLowerCase();
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm">Only about {path ? <Link to={path}>one {name}</Link> : `one ${name}`}</Text>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        leftSection={<IconX size={14} aria-hidden />}
        onClick={() => set(null)}
      >
        About anybody
      </Button>
    </Group>
  );
}

/** The same record as the server asks for it: a contact, or what else it is about. */
export const aboutWhom = (about: string | undefined) =>
  about && nounOfId(about) === 'contact'
    ? { contact: about, subject: null }
    : { contact: null, subject: about ?? null };
