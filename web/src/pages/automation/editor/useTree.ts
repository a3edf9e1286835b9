// What can be done to the steps of a document: each press makes a new document, and each can be taken back.
import { useMemo } from 'react';
import { sayAnd } from '../../../ui/toast';
import type { Automation, Step } from './document';
import { at, beside, copyOf, insert, move, nodeOf, remove, replace, takenBy, type Place } from './moves';
import { stepsOf, treeOf, type Node } from './tree';
import type { Editing } from './useEditor';

/** A menu gives the focus back to its button a moment after it closes; then the first field has it. */
const MENU_MS = 60;

function begin(id: string) {
  const first = () =>
    document.querySelector<HTMLElement>(`#form-${CSS.escape(id)} :is(input, textarea, button)`);
  setTimeout(() => first()?.focus(), MENU_MS);
}

export function useTree(
  doc: Automation,
  edit: Editing['edit'],
  undo: () => void,
  setOpen: (id: string | null) => void,
) {
  const nodes = useMemo(() => treeOf(doc.steps), [doc.steps]);
  const put = (next: readonly Node[] | undefined, typing = false) => {
    if (next) edit((now) => ({ ...now, steps: stepsOf(next) }), typing);
  };
  return {
    nodes,
    add: (place: Place, step: Step) => {
      put(insert(nodes, place, nodeOf(step)));
      setOpen(step.id);
      begin(step.id);
    },
    change: (place: Place, node: Node, typing = false) => put(replace(nodes, place, node), typing),
    move: (from: Place, to: Place) => put(move(nodes, from, to)),
    nudge: (from: Place, by: 1 | -1) => {
      const to = beside(nodes, from, by);
      if (to) put(move(nodes, from, to));
    },
    copy: (place: Place) => {
      const node = at(nodes, place);
      if (!node) return;
      const again = copyOf(node, takenBy(doc.steps));
      put(insert(nodes, place.with(-1, place.at(-1)! + 1), again));
      setOpen(again.step.id);
    },
    remove: (place: Place) => {
      put(remove(nodes, place));
      sayAnd('The step is deleted', { label: 'Undo', run: undo });
    },
  };
}
