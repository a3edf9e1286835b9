// The editor: one document, shown as steps and as text; edits in either are seen in the other.
import { Alert, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useMay } from '../../../api/session';
import { CodeEditor } from '../../../ui/CodeEditor';
import { ProblemNote } from '../../../ui/ProblemNote';
import { confirm } from '../../../ui/confirm';
import { BeforePublishing } from './BeforePublishing';
import { Beside } from './Beside';
import type { Catalogue } from './catalogue';
import { useSample } from './Fields';
import { Ending } from './Ending';
import { About, Beginning, PARTS } from './Head';
import type { Keeping } from './keeper';
import { Limits } from './Limits';
import { missing, together } from './missing';
import { ProblemList } from './ProblemList';
import { PublishDialog } from './PublishDialog';
import { StepList } from './StepList';
import { AnotherWrote, discard, Unpublished } from './Unpublished';
import { useEditor, type Begin, type Editing, type Problem } from './useEditor';
import { useTree } from './useTree';

interface Begun extends Begin {
  /** The version in use by now, where there is one. */
  current: number;
  /** Whether something is written here that is not published. */
  writing: (is: boolean) => void;
  catalogue: Catalogue;
  /** The slugs of all other automations. */
  taken: ReadonlySet<string>;
}

type View = 'steps' | 'both' | 'text';

export function Editor({ catalogue, taken, current, writing, ...begin }: Begun) {
  const editing = useEditor(begin);
  const { document: doc, checked, edit } = editing;
  const may = useMay('automation.publish');
  const fresh = begin.version === 0;
  const [view, setView] = useState<View>('steps');
  const [step, setStep] = useState<string | null>(null);
  const [parts, setParts] = useState<ReadonlySet<string>>(
    () => new Set(fresh ? ['about', 'starts', 'ends'] : []),
  );
  const [publishing, setPublishing] = useState(false);
  const latest = useRef(editing.undo);
  useEffect(() => {
    latest.current = editing.undo;
  });
  const leaving = useLeaving(editing);
  const { dirty } = editing;
  useEffect(() => writing(dirty), [writing, dirty]);
  const { nodes, ...moves } = useTree(doc, edit, () => latest.current?.(), setStep);
  const sample = useSample(doc.subject);
  const blanks = editing.unread ? [] : missing(doc, taken);
  const problems = together(
    blanks,
    editing.current || !checked ? (checked?.problems ?? []) : checked.problems,
  );
  const locked = editing.unread || !may;
  const ready = editing.current && !!checked?.publishable && !problems.some(({ level }) => level === 'error');
  const toggle = (part: string) =>
    setParts((now) => {
      const next = new Set(now);
      if (!next.delete(part)) next.add(part);
      return next;
    });
  const show = ({ at }: Problem) => {
    if (at.step) {
      setStep(at.step);
      return focus(`step-${at.step}`);
    }
    const part = Object.entries(PARTS).find(([, fields]) =>
      (fields as readonly string[]).includes(at.path.split('/')[1] ?? ''),
    );
    if (part) setParts((now) => new Set([...now, part[0]]));
    focus(part ? `part-${part[0]}` : 'steps-of-it');
  };
  const heading = { doc, catalogue, sample, problems, open: parts, toggle, edit, locked, named: !fresh };
  return (
    <div onKeyDown={(event) => undoKeys(event, editing)} role="presentation">
      <Group justify="space-between" mb="md" gap="sm">
        <SegmentedControl
          aria-label="Show it as"
          data={[
            { value: 'steps', label: 'Steps' },
            { value: 'both', label: 'Steps and text' },
            { value: 'text', label: 'Text' },
          ]}
          value={view}
          onChange={(next) => setView(next as View)}
        />
        <Group gap="xs">
          <Button
            variant="default"
            disabled={!editing.undo}
            onClick={() => editing.undo?.()}
            leftSection={<IconArrowBackUp size={16} />}
          >
            Undo
          </Button>
          <Button
            variant="default"
            disabled={!editing.redo}
            onClick={() => editing.redo?.()}
            leftSection={<IconArrowForwardUp size={16} />}
          >
            Redo
          </Button>
        </Group>
      </Group>
      <Unpublished editing={editing} version={begin.version} current={current} />
      <AnotherWrote editing={editing} />
      <div className="automation-frame" data-view={view}>
        {view === 'text' ? null : (
          <Stack gap="sm" miw={0}>
            {editing.unread ? (
              <Alert color="orange" variant="light" title="The text cannot be read">
                These are the steps from before. Mend the text, or take the last change back with Undo.
              </Alert>
            ) : null}
            <div id="part-about">
              <About {...heading} />
            </div>
            <div id="part-starts">
              <Beginning {...heading} />
            </div>
            <div id="steps-of-it" className="step-tree">
              <StepList
                tree={{
                  doc,
                  catalogue,
                  sample,
                  problems,
                  open: step,
                  setOpen: setStep,
                  locked,
                  rewrite: edit,
                  ...moves,
                }}
                nodes={nodes}
                within={[]}
                label="Steps"
              />
            </div>
            <div id="part-ends">
              <Ending {...heading} />
            </div>
            <div id="part-limits">
              <Limits {...heading} />
            </div>
            <div id="part-beside">
              <Beside {...heading} />
            </div>
          </Stack>
        )}
        {view === 'steps' ? null : <TextSide editing={editing} locked={!may} />}
      </div>
      <ProblemList problems={problems} show={show} />
      {editing.failure ? <ProblemNote problem={editing.failure} /> : null}
      {editing.keep.keeping === 'refused' ? (
        <ProblemNote problem={editing.keep.problem} again={() => void editing.keep.flush()} />
      ) : null}
      <div className="save-bar">
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="dimmed" component="div">
            <span role="status">{verdict(editing, problems)}</span>{' '}
            {editing.dirty ? KEEPING[editing.keep.keeping] : null}
          </Text>
          {may && editing.dirty && !editing.restored ? (
            <Button variant="subtle" color="gray" ml="auto" onClick={() => void discard(editing)}>
              Throw the draft away
            </Button>
          ) : null}
          <Group gap="xs">
            <BeforePublishing
              automation={begin.automation}
              doc={doc}
              catalogue={catalogue}
              text={editing.text}
              ready={ready}
              keep={async () => {
                await editing.keep.flush();
                return editing.keep.now()?.id;
              }}
            />
            {may ? (
              <Button disabled={!ready || (!fresh && !editing.dirty)} onClick={() => setPublishing(true)}>
                {fresh ? 'Publish …' : 'Publish a new version …'}
              </Button>
            ) : null}
          </Group>
        </Group>
      </div>
      <PublishDialog
        opened={publishing}
        close={() => setPublishing(false)}
        doc={doc}
        catalogue={catalogue}
        text={editing.text}
        fresh={fresh}
        warnings={problems.filter(({ level }) => level === 'warning')}
        review={editing.checked?.review ?? []}
        written={async () => {
          if (!(await editing.keep.flush())) return false;
          const kept = editing.keep.now();
          return kept ? { draft: kept.id, rv: kept.rv } : null;
        }}
        done={() => {
          leaving.current = true;
          editing.published();
        }}
      />
    </div>
  );
}

function focus(id: string) {
  requestAnimationFrame(() => {
    const found = document.getElementById(id);
    const target =
      found instanceof HTMLButtonElement
        ? found
        : (found?.querySelector<HTMLElement>('button, input') ?? found);
    target?.focus();
    target?.scrollIntoView({ block: 'center' });
  });
}

/** Asks before the screen is left with something that could not be kept. */
function useLeaving({ dirty, keep }: Editing) {
  const free = useRef(false);
  const lost = dirty && (keep.keeping === 'newer' || keep.keeping === 'refused');
  useBlocker({
    shouldBlockFn: async ({ current, next }) => {
      if (!lost || free.current || current.pathname === next.pathname) return false;
      const text = 'What you wrote last could not be kept as a draft. It is lost when you leave.';
      return !(await confirm({ title: 'Leave and lose it?', text, verb: 'Leave', destroys: true }));
    },
    enableBeforeUnload: () => dirty && keep.keeping !== 'kept' && !free.current,
  });
  return free;
}

const KEEPING: Record<Keeping, string> = {
  kept: 'Kept as a draft.',
  typing: 'Keeping it …',
  saving: 'Keeping it …',
  newer: 'Not kept: somebody else wrote on this draft.',
  refused: 'Not kept yet.',
};

/** The usual keys, where no field takes them for its own letters. */
function undoKeys(event: React.KeyboardEvent, { undo, redo }: Editing) {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  event.preventDefault();
  (event.shiftKey ? redo : undo)?.();
}

function TextSide({ editing, locked }: { editing: Editing; locked: boolean }) {
  const errors = (editing.checked?.problems ?? []).filter(
    ({ level, at }) => level === 'error' && at.line !== null,
  );
  const markers = editing.current
    ? errors.map(({ at, message, fix }) => ({
        line: at.line!,
        message: fix ? `${message}; ${fix}` : message,
      }))
    : [];
  return (
    <div style={{ minWidth: 0 }}>
      <CodeEditor
        label="The same as text"
        description="YAML. Steps and text are one document; a change to the steps writes the text anew, without its # comments."
        value={editing.text}
        onChange={editing.write}
        markers={markers}
        readOnly={locked || editing.behind}
        rows={32}
      />
    </div>
  );
}

function verdict({ current, dirty, checked }: Editing, problems: readonly Problem[]): string {
  if (!current || !checked) return 'Looking at it …';
  const errors = problems.filter(({ level }) => level === 'error').length;
  if (errors) return errors === 1 ? 'One thing is missing yet.' : `${errors} things are missing yet.`;
  return dirty ? 'It can be published.' : 'This is what runs follow now.';
}
