// One part of the document beside its steps: closed it is a sentence, opened it is a form.
import { Badge, Paper, Text } from '@mantine/core';
import { IconChevronDown, type Icon } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import { sentence } from './StepList';
import type { Problem } from './useEditor';

interface Part {
  title: string;
  sign: Icon;
  /** What it says now, in a sentence. */
  says: ReactNode;
  open: boolean;
  toggle: () => void;
  problems: readonly Problem[];
  locked: boolean;
  children: ReactNode;
}

export function Section({ title, sign: Sign, says, open, toggle, problems, locked, children }: Part) {
  const id = useId();
  const error = problems.some(({ level }) => level === 'error');
  return (
    <Paper
      component="section"
      aria-label={title}
      className="step-card"
      data-level={error ? 'error' : undefined}
      data-open={open || undefined}
    >
      <button type="button" className="step-open" aria-expanded={open} aria-controls={id} onClick={toggle}>
        <span className="step-sign" aria-hidden>
          <Sign size={18} stroke={1.8} />
        </span>
        <span style={{ minWidth: 0 }}>
          <Text span size="xs" c="dimmed" fw={600} display="block">
            {title}
          </Text>
          <Text span size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            {says}
          </Text>
          {error && !open ? (
            <Badge color="red" variant="light" mt={2} display="table">
              Not yet right
            </Badge>
          ) : null}
        </span>
        <span className="step-end">
          <IconChevronDown size={16} aria-hidden style={{ transform: open ? 'rotate(180deg)' : undefined }} />
        </span>
      </button>
      <div id={id} hidden={!open} className="step-form">
        {open ? (
          <fieldset className="plain-set" disabled={locked} aria-label={title}>
            {children}
          </fieldset>
        ) : null}
        {open
          ? problems.map(({ level, message, fix }) => (
              <Text
                key={message}
                size="sm"
                mt="xs"
                c={level === 'error' ? 'var(--mantine-color-error)' : 'dimmed'}
              >
                {sentence(message)}
                {fix ? ` ${sentence(fix)}` : ''}
              </Text>
            ))
          : null}
      </div>
    </Paper>
  );
}
