// Where a run goes from here: on, to a step by its name, or to its end.
import { Select } from '@mantine/core';
import { idsOf, type Automation, type Jump, type Outcome } from './document';
import { OUTCOMES, sayJump } from './says';
import { exitsOf, withExits, type Node } from './tree';

interface JumpChoice {
  label: string;
  value: string;
  more?: { value: string; label: string }[];
  doc: Automation;
  own: string;
  onChange: (value: string) => void;
}

export function JumpSelect({ label, value, more = [], doc, own, onChange }: JumpChoice) {
  const steps = idsOf(doc.steps).filter((id) => id !== own);
  const data = [...more, ...steps.map((id) => ({ value: `go:${id}`, label: sayJump({ go: id }) }))];
  return (
    <Select
      label={label}
      allowDeselect={false}
      data={data}
      value={value}
      onChange={(next) => next && onChange(next)}
    />
  );
}

const ENDS = (Object.keys(OUTCOMES) as Outcome[]).map((end) => ({
  value: `end:${end}`,
  label: sayJump({ end }),
}));
export const ONWARD = [
  { value: 'next', label: sayJump('next') },
  { value: 'escalate', label: sayJump('escalate') },
  ...ENDS,
];

export const jumpText = (jump: Jump) =>
  typeof jump === 'string' ? jump : 'go' in jump ? `go:${jump.go}` : `end:${jump.end}`;

export function jumpOf(text: string): Jump {
  if (text === 'next' || text === 'escalate') return text;
  return text.startsWith('go:') ? { go: text.slice(3) } : { end: text.slice(4) as Outcome };
}

interface Exiting {
  node: Node;
  doc: Automation;
  change: (node: Node) => void;
  names: string[];
}

/** The ways out of a step that is not shown as a tree. */
export function Exits({ node, doc, change, names }: Exiting) {
  const exits = exitsOf(node.step);
  const only = node.step.branch !== undefined;
  return (
    <>
      {names.map((name, nth) => (
        <JumpSelect
          key={name}
          label={name}
          value={jumpText(exits[nth] ?? 'next')}
          more={only ? [] : ONWARD}
          doc={doc}
          own={node.step.id}
          onChange={(value) =>
            change({ ...node, step: withExits(node.step, exits.with(nth, jumpOf(value))) })
          }
        />
      ))}
    </>
  );
}
