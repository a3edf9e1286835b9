// A fact that somebody imagines: which one, and its values, each as its kind is written.
import { NumberInput, Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useBusiness } from '../../api/session';
import { useStaff } from '../../api/staff';
import { RecordPicker } from '../../shell/RecordPicker';
import type { Catalogue, Field } from './editor/catalogue';
import { factGroups } from './editor/Fields';
import { fillable, type Given, type Imagined } from './imagined';

interface Choosing {
  label: string;
  catalogue: Catalogue;
  /** Only these, where not every fact can stand here. */
  kinds?: readonly string[];
  /** What it is where nothing is chosen. */
  usual?: string;
  fact: string;
  change: (fact: string) => void;
}

export function FactChoice({ label, catalogue, kinds, usual, fact, change }: Choosing) {
  const offered = factGroups(catalogue.all.facts.filter(({ kind }) => kinds?.includes(kind) ?? true));
  return (
    <Select
      label={label}
      placeholder={usual ?? 'Choose or search'}
      data={offered}
      value={fact || null}
      onChange={(next) => change(next ?? '')}
      searchable
      clearable={usual !== undefined}
      allowDeselect={usual !== undefined}
      nothingFoundMessage="Nothing of the kind happens here"
      maxDropdownHeight={320}
    />
  );
}

interface Filling {
  catalogue: Catalogue;
  subject: string;
  imagined: Imagined;
  change: (given: Given) => void;
  /** What a value is that is left empty. */
  empty: string;
}

export function FactValues({ catalogue, subject, imagined: { fact, given }, change, empty }: Filling) {
  const fields = fillable(catalogue.fact(fact)?.fields ?? [], subject);
  if (!fields.length) return null;
  return (
    <details className="shown">
      <summary>Its values</summary>
      <Text size="xs" c="dimmed" my={6}>
        {empty}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        {fields.map((field) => (
          <OneValue
            key={field.name}
            field={field}
            value={given[field.name] ?? ''}
            put={(value) => change({ ...given, [field.name]: value })}
          />
        ))}
      </SimpleGrid>
    </details>
  );
}

interface One {
  field: Field;
  value: string | number;
  put: (value: string | number) => void;
}

const YES_OR_NO = [
  { value: 'yes', label: 'yes' },
  { value: 'no', label: 'no' },
];

function OneValue({ field: { label, kind, choices, of }, value, put }: One) {
  const { currency } = useBusiness();
  const staff = useStaff();
  if (of && of !== 'user')
    return (
      <RecordPicker
        label={label}
        placeholder="Type a name or a number"
        nouns={[of]}
        chosen={String(value) || null}
        choose={(id) => put(id ?? '')}
      />
    );
  const listed = of === 'user' ? staff.choices : kind === 'flag' ? YES_OR_NO : choices;
  if (listed.length)
    return (
      <Select
        label={label}
        data={listed}
        value={String(value) || null}
        onChange={(next) => put(next ?? '')}
        clearable
      />
    );
  if (kind === 'int') return <NumberInput label={label} value={value} onChange={put} allowDecimal={false} />;
  return (
    <TextInput
      label={label}
      value={value}
      type={kind === 'at' ? 'datetime-local' : 'text'}
      {...(kind === 'money' ? { inputMode: 'decimal', rightSection: <Text size="xs">{currency}</Text> } : {})}
      onChange={(event) => put(event.currentTarget.value)}
    />
  );
}
