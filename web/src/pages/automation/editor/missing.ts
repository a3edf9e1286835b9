// What is still to be said before the server's check makes sense: the blanks a new automation and a new step have.
import { plain } from './catalogue';
import { kindOf, listed, type Automation, type Step } from './document';
import type { Problem } from './useEditor';

const blank = (path: string, message: string, step: string | null = null): Problem => ({
  level: 'error',
  at: { step, path, line: null, column: null },
  code: 'screen.blank',
  message,
  fix: null,
});

/** Blanks, and where an automation of that name is there already. */
export function missing(doc: Automation, taken: ReadonlySet<string>): Problem[] {
  const found: Problem[] = [];
  if (!doc.automation) found.push(blank('/automation', 'Give it a name'));
  else if (taken.has(doc.automation))
    found.push(blank('/automation', 'Another automation is called so; choose another name'));
  if (!doc.purpose.trim()) found.push(blank('/purpose', 'Say in a sentence what it is for'));
  found.push(...beginning(doc));
  if (!doc.metric.end)
    found.push(
      blank(doc.goal ? '/metric' : '/goal', 'Say when it has done its work; by that it is measured'),
    );
  else if (!doc.metric.start) found.push(blank('/metric', 'Say from when on it is measured'));
  if (doc.expect && doc.expect.min > doc.expect.max)
    found.push(blank('/expect', 'Too few cannot be more than what is usual at most; change one of the two'));
  if (!doc.steps.length) found.push(blank('/steps', 'Add a first step'));
  return [...found, ...doc.steps.flatMap((step, at) => inStep(step, at))];
}

function beginning({ trigger, subject }: Automation): Problem[] {
  const { silence } = trigger;
  const nothing =
    (trigger.fact !== undefined && !listed(trigger.fact).length) ||
    trigger.date?.cel === '' ||
    trigger.button?.label === '' ||
    (silence && (!listed(silence.after).length || !listed(silence.without).length));
  if (nothing) return [blank('/trigger', 'Choose what starts it')];
  return subject ? [] : [blank('/trigger', 'Choose what a run is about')];
}

function inStep(step: Step, at: number): Problem[] {
  const say = (field: string, message: string) => [blank(`/steps/${at}/${field}`, message, step.id)];
  const inside = step.repeat?.steps.flatMap((each) => inStep(each, at)) ?? [];
  switch (kindOf(step)) {
    case 'do': {
      const empty = Object.entries(step.with ?? {}).filter(([, value]) => value === '');
      return empty.flatMap(([name]) =>
        say('with', `${name}: ${name === 'template' ? 'choose which message' : 'this is still empty'}`),
      );
    }
    case 'wait':
      return step.wait?.until?.cel === '' ? say('wait', 'Choose the day it waits for') : [];
    case 'wait_for':
      return listed(step.wait_for?.fact).length ? [] : say('wait_for', 'Choose what it waits for');
    case 'branch':
      return step.branch?.some((arm) => arm.if?.cel === '')
        ? say('branch', 'Say what must be true to go that way')
        : [];
    case 'ask':
      return step.ask?.question.trim() ? [] : say('ask', 'Write down the question');
    case 'approve':
      return step.approve?.what.trim() ? [] : say('approve', 'Write down what they say yes to');
    case 'repeat':
      return step.repeat?.steps.length ? inside : say('repeat', 'Add a step that is repeated');
    case 'call':
      return step.call?.automation ? [] : say('call', 'Choose which automation');
    default:
      return [];
  }
}

/** The blanks first; what the server says of the same place is said in other words only. */
export function together(blanks: readonly Problem[], told: readonly Problem[]): Problem[] {
  const steps = new Set(blanks.map(({ at }) => at.step).filter(Boolean));
  const heads = blanks.some(({ at }) => !at.step);
  const more = told.filter(({ at, code }) => {
    if (at.step) return !steps.has(at.step);
    return !(heads && code === 'automation.unreadable') && !blanks.some((blank) => blank.at.path === at.path);
  });
  return [...blanks, ...more];
}

const PLACES: Record<string, string> = {
  expect: 'How many are usual',
  quota: 'At most in an hour',
  owns: 'Fields it alone may write',
};

/** Where a problem stands, for a list of them. */
export function placeOf({ at }: Problem): string {
  if (at.step) return `Step “${plain(at.step)}”`;
  const field = at.path.split('/')[1];
  return field ? (PLACES[field] ?? plain(field)) : 'The text';
}
