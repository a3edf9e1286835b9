// A draft as it is typed: amounts and percents are texts until they are sent, so that nothing typed is lost.
import type { BriefQuestion, CardItem, ProposalView } from '../../api/sales';
import { readAmount, writeAmount } from '../../ui/amount';

export interface LineDraft {
  title: string;
  text: string;
  quantity: string;
  unit: string;
  price: string;
  discount: string;
  rate: string;
  optional: boolean;
  chosen: boolean;
  item: string | null;
  card: number | null;
}

export interface PartDraft {
  title: string;
  share: string;
  days: string;
}

export interface Draft {
  title: string;
  language: string;
  intro: string;
  lines: LineDraft[];
  discount: string;
  reason: string;
  until: string;
  terms: string;
  plan: PartDraft[];
  brief: BriefQuestion[];
}

/** `19`, `7.5` or `7,5` → 1900, 750; null for what is no percentage. Empty is none. */
export function readPercent(typed: string): number | null {
  const bare = typed.replace(/[\s%]/g, '').replace(',', '.');
  if (bare === '') return 0;
  const parts = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(bare);
  if (!parts) return null;
  const points = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
  return points <= 10_000 ? points : null;
}

/** 750 → `7.5`. */
export function writePercent(points: number): string {
  const [whole, rest] = [
    Math.trunc(points / 100),
    String(points % 100)
      .padStart(2, '0')
      .replace(/0+$/, ''),
  ];
  return rest ? `${whole}.${rest}` : String(whole);
}

/** A new title; a milestone that bore the old one follows, for it stands on the client's page and on the invoice. */
export function retitled({ title: old, plan }: Draft, title: string): Pick<Draft, 'title' | 'plan'> {
  return { title, plan: plan.map((part) => (part.title === old ? { ...part, title } : part)) };
}

export function draftOf(view: ProposalView): Draft {
  return {
    title: view.title,
    language: view.language,
    intro: view.intro ?? '',
    lines: view.lines.map((line) => ({
      title: line.title,
      text: line.text ?? '',
      quantity: line.quantity,
      unit: line.unit,
      price: writeAmount(line.unit_price),
      discount: line.discount ? writePercent(line.discount) : '',
      rate: writePercent(line.rate),
      optional: line.optional,
      chosen: line.chosen,
      item: line.item,
      card: line.card,
    })),
    discount: view.discount ? writePercent(view.discount.share) : '',
    reason: view.discount?.reason ?? '',
    until: view.valid_until ?? '',
    terms: view.terms,
    plan: view.plan.map(({ title, share, due_days }) => ({
      title,
      share: writePercent(share),
      days: due_days === null ? '' : String(due_days),
    })),
    brief: view.brief,
  };
}

export type Wrong = Record<string, string>;

/** The command's body, or a sentence for each field that cannot be read. */
export function bodyOf(draft: Draft, currency: string): { body: object | null; wrong: Wrong } {
  const wrong: Wrong = {};
  const percent = (path: string, typed: string) => {
    const points = readPercent(typed);
    if (points === null) wrong[path] = 'Write a percentage between 0 and 100.';
    return points ?? 0;
  };
  const lines = draft.lines.map((line, at) => lineOf(line, at, currency, percent, wrong));
  const plan = draft.plan.map((part, at) => {
    const days = part.days.trim();
    if (days && !/^\d{1,4}$/.test(days)) wrong[`plan.${at}.days`] = 'Write a number of days.';
    const share = percent(`plan.${at}.share`, part.share);
    return { title: part.title, share, due_days: days ? Number(days) : null };
  });
  const share = percent('discount', draft.discount);
  const body = {
    title: draft.title,
    language: draft.language,
    intro: draft.intro.trim() ? draft.intro : null,
    lines,
    discount: share ? { share, reason: draft.reason.trim() || null } : null,
    valid_until: draft.until || null,
    terms: draft.terms,
    plan,
    brief: draft.brief,
  };
  return { body: Object.keys(wrong).length ? null : body, wrong };
}

function lineOf(
  line: LineDraft,
  at: number,
  currency: string,
  percent: (path: string, typed: string) => number,
  wrong: Wrong,
) {
  const price = readAmount(line.price, currency);
  if (!price) wrong[`lines.${at}.price`] = `Write an amount like 1250.00, in ${currency}.`;
  const quantity = line.quantity.trim().replace(',', '.');
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(quantity) || Number(quantity) <= 0)
    wrong[`lines.${at}.quantity`] = 'Write a number above 0.';
  return {
    title: line.title,
    text: line.text.trim() || null,
    quantity,
    unit: line.unit.trim(),
    unit_price: price ?? { minor: 0, currency },
    discount: percent(`lines.${at}.discount`, line.discount),
    rate: percent(`lines.${at}.rate`, line.rate),
    optional: line.optional,
    chosen: line.chosen,
    item: line.item,
    card: line.card,
  };
}

/** The server's path → the draft's. */
export function placeOf(pointer: string): string {
  const path = pointer.replace(/^\//, '').replaceAll('/', '.');
  return path
    .replace(/\.unit_price$/, '.price')
    .replace(/\.due_days$/, '.days')
    .replace(/^discount\.share$/, 'discount')
    .replace(/^valid_until$/, 'until');
}

export function emptyLine(rate: number): LineDraft {
  return {
    title: '',
    text: '',
    quantity: '1',
    unit: '',
    price: '',
    discount: '',
    rate: writePercent(rate),
    optional: false,
    chosen: true,
    item: null,
    card: null,
  };
}

export function lineFrom(item: CardItem, card: number): LineDraft {
  return {
    ...emptyLine(item.rate),
    title: item.name,
    text: item.text ?? '',
    unit: item.unit,
    price: writeAmount(item.unit_price),
    item: item.item,
    card,
  };
}

/** An id of its own for a question, from its words. */
export function questionId(taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(`question-${n}`)) n += 1;
  return `question-${n}`;
}
