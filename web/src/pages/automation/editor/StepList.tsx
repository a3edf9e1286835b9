// The steps as a tree of cards: opened to be filled in, moved by drag, by keys and by a menu, copied and taken out.
import { Badge, Group, Paper, Select, Text } from '@mantine/core';
import {
  IconArrowsSplit2,
  IconBolt,
  IconCalculator,
  IconChevronDown,
  IconClockHour4,
  IconEar,
  IconFlag,
  IconHandStop,
  IconHelp,
  IconMail,
  IconRepeat,
  IconRoute,
  type Icon,
} from '@tabler/icons-react';
import { Fragment, useState, type DragEvent, type KeyboardEvent } from 'react';
import { AddStep } from './AddStep';
import { scopeOfStep, type Catalogue } from './catalogue';
import { kindOf, type Automation, type Step, type StepKind } from './document';
import { jumpOf, jumpText, ONWARD } from './Jumps';
import { keyOf, waysOf, type Place } from './moves';
import { sayCondition, sayJump, sayStep, sayWays } from './says';
import { StepForm } from './StepForm';
import { StepMenu } from './StepMenu';
import type { Node } from './tree';
import type { Problem } from './useEditor';

const CARRIED = 'application/x-throughline-step';

export interface Tree {
  doc: Automation;
  catalogue: Catalogue;
  sample: Record<string, string>;
  problems: readonly Problem[];
  /** The name of the step that is open. */
  open: string | null;
  setOpen: (id: string | null) => void;
  /** The text cannot be read, or the person may not change it. */
  locked: boolean;
  add: (place: Place, step: Step) => void;
  change: (place: Place, node: Node, typing?: boolean) => void;
  move: (from: Place, to: Place) => void;
  nudge: (from: Place, by: 1 | -1) => void;
  copy: (place: Place) => void;
  remove: (place: Place) => void;
  rewrite: (change: (doc: Automation) => Automation) => void;
}

const SIGNS: Record<StepKind, Icon> = {
  do: IconBolt,
  wait: IconClockHour4,
  wait_for: IconEar,
  branch: IconArrowsSplit2,
  ask: IconHelp,
  approve: IconHandStop,
  set: IconCalculator,
  repeat: IconRepeat,
  call: IconRoute,
  end: IconFlag,
};

interface Listing {
  tree: Tree;
  nodes: readonly Node[];
  /** The place of the list: empty for the whole, else step and way. */
  within: Place;
  label: string;
}

export function StepList({ tree, nodes, within, label }: Listing) {
  return (
    <>
      <ol className="step-list" aria-label={label}>
        {nodes.map((node, nth) => (
          <Fragment key={node.step.id || nth}>
            <Card tree={tree} node={node} place={[...within, nth]} />
          </Fragment>
        ))}
      </ol>
      {tree.locked ? null : (
        <Tail tree={tree} place={[...within, nodes.length]} empty={!nodes.length && within.length === 0} />
      )}
    </>
  );
}

/** Takes what is dropped on it. */
function useDrop(tree: Tree, place: Place) {
  const [over, setOver] = useState(false);
  return {
    'data-over': over || undefined,
    'onDragOver': (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(CARRIED)) return;
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    'onDragLeave': () => setOver(false),
    'onDrop': (event: DragEvent) => {
      setOver(false);
      const from = event.dataTransfer.getData(CARRIED);
      if (!from || tree.locked) return;
      event.preventDefault();
      event.stopPropagation();
      tree.move(from.split('.').map(Number), place);
    },
  };
}

function Tail({ tree, place, empty }: { tree: Tree; place: Place; empty: boolean }) {
  return (
    <div className="step-tail" {...useDrop(tree, place)}>
      <AddStep
        doc={tree.doc}
        catalogue={tree.catalogue}
        add={(step) => tree.add(place, step)}
        main={empty || place.length === 1}
      />
    </div>
  );
}

function Card({ tree, node, place }: { tree: Tree; node: Node; place: Place }) {
  const { step } = node;
  const { doc, catalogue, open, setOpen, locked } = tree;
  const scope = scopeOfStep(catalogue, doc);
  const problems = tree.problems.filter(({ at }) => at.step === step.id);
  const worst = problems.some(({ level }) => level === 'error')
    ? 'error'
    : problems.length
      ? 'warning'
      : undefined;
  const opened = open === step.id;
  const kind = kindOf(step);
  const Sign = step.do === 'message.send' ? IconMail : kind ? SIGNS[kind] : IconHelp;
  const words = sayStep(catalogue, step, scope);
  const drop = useDrop(tree, place);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null;
    if (locked || !event.shiftKey || !by) return;
    event.preventDefault();
    tree.nudge(place, by);
    // the card is drawn anew where it went; the focus goes with it
    requestAnimationFrame(() => document.getElementById(`step-${step.id}`)?.focus());
  };
  return (
    <li className="step" {...drop}>
      <Paper className="step-card" data-level={worst} data-open={opened || undefined}>
        <Group
          gap="xs"
          wrap="nowrap"
          className="step-head"
          draggable={!locked}
          onDragStart={(event) => {
            event.dataTransfer.setData(CARRIED, keyOf(place));
            event.dataTransfer.effectAllowed = 'move';
            event.stopPropagation();
          }}
        >
          <button
            type="button"
            id={`step-${step.id}`}
            className="step-open"
            aria-expanded={opened}
            aria-keyshortcuts="Shift+ArrowUp Shift+ArrowDown"
            onClick={() => setOpen(opened ? null : step.id)}
            onKeyDown={onKeyDown}
          >
            <span className="step-sign" aria-hidden>
              <Sign size={18} stroke={1.8} />
            </span>
            <span style={{ minWidth: 0 }}>
              <Text span size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
                {words}
              </Text>
              {step.if ? (
                <Text span size="xs" c="dimmed" display="block">
                  only if {sayCondition(step.if.cel, scope)}
                </Text>
              ) : null}
              {typeof step.on_error === 'object' ? (
                <Text span size="xs" c="dimmed" display="block">
                  if it fails, it {sayJump(step.on_error)}
                </Text>
              ) : null}
              {worst && !opened ? (
                <Badge color={worst === 'error' ? 'red' : 'orange'} variant="light" mt={2} display="table">
                  {worst === 'error' ? 'Not yet right' : 'Know this'}
                </Badge>
              ) : null}
              {step.note && !opened ? (
                <Text span size="xs" c="dimmed" lineClamp={2}>
                  {step.note}
                </Text>
              ) : null}
            </span>
            <span className="step-end">
              <IconChevronDown
                size={16}
                aria-hidden
                style={{ transform: opened ? 'rotate(180deg)' : undefined }}
              />
            </span>
          </button>
          {locked ? null : <StepMenu tree={tree} place={place} words={words} />}
        </Group>
        {opened ? (
          <div className="step-form" id={`form-${step.id}`}>
            {problems.map(({ level, message, fix }) => (
              <Text
                key={message}
                size="sm"
                mb="xs"
                c={level === 'error' ? 'var(--mantine-color-error)' : 'dimmed'}
              >
                {sentence(message)}
                {fix ? ` ${sentence(fix)}` : ''}
              </Text>
            ))}
            <fieldset className="plain-set" disabled={locked} aria-label={`Step: ${words}`}>
              <StepForm
                key={step.id}
                node={node}
                doc={doc}
                catalogue={catalogue}
                sample={tree.sample}
                problems={problems}
                change={(next, typing) => tree.change(place, next, typing)}
                rewrite={tree.rewrite}
              />
            </fieldset>
          </div>
        ) : null}
      </Paper>
      <Ways tree={tree} node={node} place={place} />
    </li>
  );
}

export const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** The ways below a decision, side by side where there is room. */
function Ways({ tree, node, place }: { tree: Tree; node: Node; place: Place }) {
  const ways = waysOf(node);
  if (!ways.length) return null;
  const names = sayWays(node.step, scopeOfStep(tree.catalogue, tree.doc));
  return (
    <div className="step-ways">
      {ways.map(({ jump, steps }, nth) => (
        // oxlint-disable-next-line react/no-array-index-key -- a way is named by its place
        <section key={nth} className="step-way" aria-label={names[nth] ?? 'Way'}>
          <Text size="xs" fw={650} c="dimmed" mb={6}>
            {names[nth]}
          </Text>
          <StepList tree={tree} nodes={steps} within={[...place, nth]} label={names[nth] ?? 'Steps'} />
          {steps.length || node.step.repeat || node.step.branch ? null : (
            <Select
              mt={6}
              size="xs"
              label="Then the run"
              allowDeselect={false}
              disabled={tree.locked}
              data={ONWARD}
              value={jumpText(jump)}
              onChange={(next) =>
                next && tree.change(place, { ...node, ways: ways.with(nth, { jump: jumpOf(next), steps }) })
              }
            />
          )}
        </section>
      ))}
    </div>
  );
}
