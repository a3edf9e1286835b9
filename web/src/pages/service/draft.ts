// A service as its editor holds it, and back: amounts as typed, options one a line, rules as rows.
import type { Question, QuestionKind, Rule, ServiceView, Then } from '../../api/crm';
import { readAmount, writeAmount } from '../../ui/amount';

export type Does = 'qualify' | 'nurture' | 'decline' | 'ask';

export interface QuestionDraft {
  id: string;
  text: string;
  kind: QuestionKind;
  /** One a line. */
  options: string;
  required: boolean;
}

export interface RuleDraft {
  if: string;
  does: Does;
  days: string;
  template: string;
  question: string;
  reason: string;
}

export interface TaskDraft {
  title: string;
  detail: string;
  /** After the project was opened. */
  days: number | string;
}

export interface Draft {
  name: string;
  expected: string;
  called: string;
  automatic: boolean;
  questions: QuestionDraft[];
  rules: RuleDraft[];
  tasks: TaskDraft[];
}

export const EMPTY_QUESTION: QuestionDraft = { id: '', text: '', kind: 'text', options: '', required: false };
export const EMPTY_TASK: TaskDraft = { title: '', detail: '', days: 1 };
export const EMPTY_RULE: RuleDraft = {
  if: '',
  does: 'qualify',
  days: '30',
  template: '',
  question: '',
  reason: '',
};

export function draftOf(service: ServiceView): Draft {
  return {
    name: service.name,
    expected: service.expected ? writeAmount(service.expected) : '',
    called: service.texts['called'] ?? service.name,
    automatic: service.automatic,
    questions: service.questions.map((question) => ({ ...question, options: question.options.join('\n') })),
    rules: service.rules.map(ruleDraft),
    tasks: service.tasks.map((task) => ({ ...task, detail: task.detail ?? '' })),
  };
}

function ruleDraft({ if: holds, then, reason }: Rule): RuleDraft {
  const row = { ...EMPTY_RULE, if: holds, reason };
  if (then === 'qualify') return row;
  if ('nurture' in then) return { ...row, does: 'nurture', days: String(then.nurture.days) };
  if ('decline' in then) return { ...row, does: 'decline', template: then.decline.template ?? '' };
  return { ...row, does: 'ask', question: then.ask.question };
}

function thenOf(row: RuleDraft): Then {
  switch (row.does) {
    case 'nurture':
      return { nurture: { days: Math.trunc(Number(row.days)) || 0 } };
    case 'decline':
      return { decline: { template: row.template.trim() || null } };
    case 'ask':
      return { ask: { question: row.question } };
    default:
      return 'qualify';
  }
}

/** The id a question gets where nobody typed one: its words, folded. */
export function idOf(text: string): string {
  const folded = text.normalize('NFD').replace(/[̀-ͯ]/g, '').toLowerCase();
  return folded
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40);
}

function questionOf(row: QuestionDraft): Question {
  const chosen = row.kind === 'choice' || row.kind === 'choices';
  const options = row.options.split('\n').map((option) => option.trim());
  return {
    id: row.id.trim() || idOf(row.text),
    text: row.text.trim(),
    kind: row.kind,
    options: chosen ? options.filter(Boolean) : [],
    required: row.required,
  };
}

/** What `service.change` is told; an amount that cannot be read is `undefined`. */
export function bodyOf(service: ServiceView, draft: Draft, currency: string) {
  const typed = draft.expected.trim();
  return {
    service: service.id,
    name: draft.name,
    expected: typed ? (readAmount(typed, service.expected?.currency ?? currency) ?? undefined) : null,
    automatic: draft.automatic,
    texts: { ...service.texts, called: draft.called.trim() },
    questions: draft.questions.map(questionOf),
    rules: draft.rules.map((row): Rule => ({ if: row.if, then: thenOf(row), reason: row.reason })),
    tasks: draft.tasks.map(({ title, detail, days }) => ({
      title,
      detail: detail.trim() || null,
      days: Math.trunc(Number(days)) || 0,
    })),
  };
}
