// Every part of an automation in one sentence, as its owner would say it.
import { rowsOf, type Compare, type Row } from './cel';
import { plain, type Catalogue, type Seen } from './catalogue';
import {
  kindOf,
  listed,
  type Automation,
  type Count,
  type Delay,
  type Jump,
  type Span,
  type Step,
  type Stop,
  type Wait,
} from './document';
import { SPAN_UNITS } from './span';

export const or = (parts: readonly string[]) =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const count = (number: number, unit: string) => `${number} ${number === 1 ? unit.replace(/s$/, '') : unit}`;

/** `3 days`, or where the number stands on a record: `the days of “billing: reminder 1 days”`. */
const counted = (number: Count, unit: string, fieldOf: (path: string) => string) =>
  typeof number === 'number' ? count(number, unit) : `the ${unit} of “${lower(fieldOf(number.cel))}”`;

export function saySpan(span: Span | undefined): string {
  const parts = SPAN_UNITS.flatMap((unit) => (span?.[unit] ? [count(span[unit], unit)] : []));
  return parts.join(' ') || 'no time at all';
}

export function sayWait(wait: Wait, fieldOf: (path: string) => string = plain): string {
  const more = [
    wait.at ? `at ${wait.at}` : '',
    wait.window === 'business' ? 'in business hours' : '',
    wait.zone === 'contact' ? "on the customer's clock" : wait.zone === 'owner' ? "on the owner's clock" : '',
  ].filter(Boolean);
  const end = more.length ? `, ${more.join(', ')}` : '';
  if (wait.business_days) return `${counted(wait.business_days, 'open days', fieldOf)}${end}`;
  if (wait.until) {
    const day = lower(fieldOf(wait.until.cel));
    const side = wait.before
      ? `${counted(wait.before.days, 'days', fieldOf)} before `
      : wait.after
        ? `${counted(wait.after.days, 'days', fieldOf)} after `
        : '';
    return `until ${side}${day}${end}`;
  }
  const length = SPAN_UNITS.some((unit) => wait[unit]) ? saySpan(wait) : '';
  if (!length && wait.window === 'business') return 'until we are open again';
  return (length || 'until the time') + end;
}

export const sayDelay = (delay: Delay | undefined) => (delay ? sayWait(delay) : 'no limit');

const COMPARES: Record<Compare, string> = {
  is: 'is',
  is_not: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  below: 'is less than',
  at_most: 'is at most',
  above: 'is more than',
  at_least: 'is at least',
  known: 'is known',
  unknown: 'is not known',
  past: 'is over',
  ahead: 'is still to come',
};

export function sayCompare(compare: Compare, kind: Seen['kind'] | undefined): string {
  const dated: Partial<Record<Compare, string>> = { below: 'is before', above: 'is after' };
  return (kind === 'at' && dated[compare]) || COMPARES[compare];
}

const labelOf = (seen: readonly Seen[], path: string) => {
  const found = seen.find((each) => each.path === path);
  if (!found) return path;
  // a whole sentence needs no name before it, and a fact is the one just spoken of
  const alone = /^(it|they) /i.test(found.label) || /^(fact|trigger)\./.test(path);
  return alone ? lower(found.label) : `${lower(found.record)}: ${lower(found.label)}`;
};

function sayRow(seen: readonly Seen[], { path, compare, value }: Row): string {
  const field = seen.find((each) => each.path === path);
  const word = (one: unknown) =>
    field?.choices.find((choice) => choice.value === one)?.label.toLowerCase() ?? String(one);
  if (field?.kind === 'flag' && typeof value === 'boolean')
    return `${value ? '' : 'not: '}${labelOf(seen, path)}`;
  const said = Array.isArray(value)
    ? or(value.map(word))
    : typeof value === 'object'
      ? 'field' in value
        ? labelOf(seen, value.field)
        : value.money
      : value === undefined
        ? ''
        : word(value);
  return `${labelOf(seen, path)} ${sayCompare(compare, field?.kind)} ${said}`.trim();
}

/** `proposal: state is one of viewed or accepted`; a text that is no list of rows is shown as it stands. */
export function sayCondition(cel: string | undefined, seen: readonly Seen[]): string {
  if (!cel) return '';
  const rows = rowsOf(cel, (path) => seen.some((field) => field.path === path && !field.always));
  if (!rows) return cel;
  return rows.rows.map((row) => sayRow(seen, row)).join(rows.join === 'all' ? ' and ' : ' or ');
}

export function sayFacts(catalogue: Catalogue, kinds: readonly string[]): string {
  return or(kinds.map((kind, nth) => (nth ? lower(catalogue.factLabel(kind)) : catalogue.factLabel(kind))));
}

export function sayTrigger(catalogue: Catalogue, doc: Automation, seen: readonly Seen[]): string {
  const { debounce, throttle } = doc.trigger;
  const quiet = debounce ? `, once nothing more came for ${saySpan(debounce.for)}` : '';
  const bound = throttle ? `; at most ${throttle.most} in ${saySpan(throttle.per)}` : '';
  return `${sayStart(catalogue, doc, seen)}${quiet}${bound}`;
}

function sayStart(catalogue: Catalogue, doc: Automation, seen: readonly Seen[]): string {
  const { trigger } = doc;
  const noun = catalogue.noun(doc.subject) || 'record';
  const when = trigger.when ? `, if ${sayCondition(trigger.when.cel, seen)}` : '';
  if (trigger.date) {
    const { date, before, after, at, window } = trigger;
    const day = sayWait({ until: date, before, after, at, window } as Wait, (path) => labelOf(seen, path));
    return `${day.replace(/^until /, 'On the day: ')}${when}`;
  }
  if (trigger.schedule)
    return `${sayRule(trigger.schedule.rrule)}${trigger.schedule.at ? ` at ${trigger.schedule.at}` : ''}${when}`;
  if (trigger.button) return `Somebody presses “${trigger.button.label}” on a ${noun}`;
  if (trigger.webhook) return 'Another program calls our address';
  if (trigger.silence)
    return `${sayFacts(catalogue, listed(trigger.silence.after))}, and for ${sayWait(trigger.silence.for)} this does not happen: ${lower(sayFacts(catalogue, listed(trigger.silence.without)))}${trigger.silence.anew ? ', counted anew whenever it does' : ''}${when}`;
  const facts = sayFacts(catalogue, listed(trigger.fact));
  return facts ? `${facts}${when}` : 'Nothing is chosen yet';
}

export const DAYS: Record<string, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};

/** An iCalendar rule (RFC 5545) in words, as far as the screen writes such rules. */
export function sayRule(rule: string): string {
  const parts = Object.fromEntries(rule.split(';').map((part) => part.split('=') as [string, string]));
  const days = (parts['BYDAY'] ?? '').split(',').flatMap((day) => DAYS[day] ?? []);
  if (parts['FREQ'] === 'DAILY') return 'Every day';
  if (parts['FREQ'] === 'WEEKLY')
    return days.length === 5 && !days.includes('Saturday')
      ? 'Monday to Friday'
      : `Every ${or(days) || 'week'}`;
  if (parts['FREQ'] === 'MONTHLY') return `Every month on day ${parts['BYMONTHDAY'] ?? '1'}`;
  return rule;
}

export function sayStop(catalogue: Catalogue, stop: Stop | undefined, seen: readonly Seen[]): string {
  if (!stop) return '';
  const facts = sayFacts(catalogue, stop.facts ?? []);
  const when = sayCondition(stop.when?.cel, seen);
  return facts ? facts + (when ? `, if ${when}` : '') : when;
}

export const OUTCOMES = {
  done: 'it is done',
  goal: 'it has reached its goal',
  exit: 'there is nothing left to do',
};

export function sayJump(jump: Jump | undefined): string {
  if (!jump || jump === 'next') return 'goes on with the next step';
  if (jump === 'escalate') return 'stops, and a person decides';
  return 'go' in jump ? `goes to “${plain(jump.go)}”` : `ends: ${OUTCOMES[jump.end]}`;
}

/** A value of a step: a field by its name, a time from now, or as it stands. */
export function sayArg(arg: unknown, seen: readonly Seen[]): string {
  if (arg !== null && typeof arg === 'object') {
    if ('cel' in arg && typeof arg.cel === 'string') return labelOf(seen, arg.cel);
    if ('after' in arg) return `in ${sayWait(arg.after as Wait)}`;
    if ('minor' in arg)
      return `${(Number(arg.minor) / 100).toFixed(2)} ${String((arg as { currency?: unknown }).currency)}`;
    return JSON.stringify(arg);
  }
  return String(arg);
}

/** What a step does, in one sentence. */
export function sayStep(catalogue: Catalogue, step: Step, seen: readonly Seen[]): string {
  switch (kindOf(step)) {
    case 'do':
      return sayDo(catalogue, step, seen);
    case 'wait':
      return `Wait ${sayWait(step.wait!, (path) => labelOf(seen, path))}`;
    case 'wait_for':
      return `Wait until: ${lower(sayFacts(catalogue, listed(step.wait_for!.fact))) || '…'}, at most ${sayDelay(step.wait_for!.timeout)}`;
    case 'branch':
      return step.branch!.length > 1 ? 'Decide which way to go' : sayGo(step.branch![0]?.else);
    case 'ask':
      return `Ask ${catalogue.owner(step.ask!.who).toLowerCase()}: “${step.ask!.question || '…'}”`;
    case 'approve':
      return `Ask ${catalogue.owner(step.approve!.who).toLowerCase()} for a yes: “${step.approve!.what || '…'}”`;
    case 'set':
      return `Remember ${or(Object.keys(step.set!).map((name) => plain(name).toLowerCase())) || 'something'}`;
    case 'repeat':
      return `Repeat at most ${count(step.repeat!.times, 'times')}`;
    case 'call':
      return `Run the automation “${plain(step.call!.automation) || '…'}” and wait for its end`;
    case 'end':
      return `End here: ${OUTCOMES[step.end!]}`;
    case undefined:
      return 'It does nothing yet';
  }
}

const sayGo = (target: string | undefined) => `Go to “${plain(target ?? '')}”`;

function sayDo(catalogue: Catalogue, step: Step, seen: readonly Seen[]): string {
  const verb = catalogue.verb(step.do);
  const given = step.with ?? {};
  if (step.do === 'message.send') {
    const text =
      catalogue.template(given['template'])?.label ?? (given['template'] ? String(given['template']) : '');
    const own = typeof given['subject'] === 'string' ? given['subject'] : '';
    return `Send the message “${text || own || '…'}”`;
  }
  const label = verb?.label ?? plain(step.do ?? '');
  const title = given['title'] ?? given['text'];
  if (typeof title === 'string' && title) return `${label}: “${title}”`;
  const told = Object.entries(given).find(
    ([name]) => verb?.schema.required?.includes(name) && name !== 'contact',
  );
  return told && typeof told[1] !== 'object' ? `${label}: ${sayArg(told[1], seen)}` : label;
}

/** The ways below a step, each by the words that lead into it. */
export function sayWays(step: Step, seen: readonly Seen[]): string[] {
  if (step.repeat) return ['Each time'];
  if (step.branch)
    return step.branch.map(({ if: when }, nth) =>
      when ? `${nth ? 'Else if' : 'If'} ${sayCondition(when.cel, seen) || '…'}` : 'Otherwise',
    );
  if (step.wait_for) return ['When it happens', `When ${sayDelay(step.wait_for.timeout)} are over`];
  if (step.ask)
    return [...step.ask.answers.map(({ answer }) => `Answer: ${plain(answer)}`), 'Without an answer'];
  if (step.approve) return ['With a yes', 'With a no', 'Without an answer'];
  return [];
}
