// The questions that make a lead real, each saved the moment it is answered.
import { MultiSelect, Stack, Text } from '@mantine/core';
import { call } from '../../api/call';
import type { Answer, Question, WholeLead } from '../../api/crm';
import { asProblem, fieldErrors, Problem } from '../../api/problem';
import { useBusiness, useMay } from '../../api/session';
import type { Money } from '../../api/views';
import { EditChoice, EditText } from '../../ui/EditText';
import { useMoney } from '../../ui/Money';
import { inWords } from '../../ui/StatusBadge';
import { readAmount, writeAmount } from '../../ui/amount';
import { say, sayProblem } from '../../ui/toast';

export function Questions({ lead }: { lead: WholeLead }) {
  const may = useMay('lead.answer_questions');
  const open = may && (lead.state === 'open' || lead.state === 'nurtured' || lead.state === 'qualified');
  if (lead.questions.length === 0 && Object.keys(lead.answers).length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Its service asks no questions yet. Add some under Services, and every lead is asked the same.
      </Text>
    );
  }
  return (
    <Stack gap="sm">
      {lead.questions.map((question) => (
        <OneQuestion key={question.id} lead={lead} question={question} readOnly={!open} />
      ))}
      <Others lead={lead} />
    </Stack>
  );
}

/** Answers a form brought that are no question of the service. */
function Others({ lead }: { lead: WholeLead }) {
  const money = useMoney();
  const asked = new Set(lead.questions.map(({ id }) => id));
  const others = Object.entries(lead.answers).filter(([id]) => !asked.has(id));
  return others.map(([id, answer]) => (
    <div key={id}>
      <Text size="xs" c="dimmed">
        {inWords(id)}
      </Text>
      <Text size="sm">{inText(answer, money)}</Text>
    </div>
  ));
}

export function inText(answer: Answer, money: (amount: Money) => string): string {
  if (answer === null) return '–';
  if (Array.isArray(answer)) return answer.join(', ');
  if (typeof answer === 'object') return money(answer);
  if (typeof answer === 'boolean') return answer ? 'Yes' : 'No';
  return String(answer);
}

interface Asked {
  lead: WholeLead;
  question: Question;
  readOnly: boolean;
}

function OneQuestion({ lead, question, readOnly }: Asked) {
  const { currency } = useBusiness();
  const answer = lead.answers[question.id] ?? null;
  const save = async (next: Answer) => {
    try {
      const answers = { [question.id]: next };
      const { undo } = await call('lead.answer_questions', { lead: lead.id, answers });
      say('Answer noted', undo);
    } catch (cause) {
      throw beside(asProblem(cause), question.id);
    }
  };
  const label = question.required ? `${question.text} (needed)` : question.text;
  const both = { label, readOnly };
  const text = typeof answer === 'string' || typeof answer === 'number' ? String(answer) : null;
  switch (question.kind) {
    case 'yes_no':
      return (
        <EditChoice
          {...both}
          clearable
          data={YES_NO}
          value={typeof answer === 'boolean' ? String(answer) : null}
          save={(next) => save(next === null ? null : next === 'true')}
        />
      );
    case 'choice': {
      const data = question.options.map((option) => ({ value: option, label: option }));
      return <EditChoice {...both} clearable data={data} value={text} save={save} />;
    }
    case 'choices':
      return (
        <MultiSelect
          {...both}
          data={question.options}
          value={Array.isArray(answer) ? answer : []}
          onChange={(next) => void save(next.length ? next : null).catch(sayProblem)}
        />
      );
    case 'money': {
      const amount = answer !== null && typeof answer === 'object' && !Array.isArray(answer) ? answer : null;
      return (
        <EditText
          {...both}
          inputMode="decimal"
          value={amount && writeAmount(amount)}
          description={amount?.currency ?? currency}
          save={async (typed) => save(typed === null ? null : amountOf(typed, amount?.currency ?? currency))}
        />
      );
    }
    case 'date':
      return <EditText {...both} type="date" value={text} save={save} />;
    case 'number':
      return <EditText {...both} inputMode="numeric" value={text} save={save} />;
    default:
      return <EditText {...both} rows={1} value={text} save={save} />;
  }
}

const YES_NO = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** What cannot be read is left to the server, which says how to write it. */
function amountOf(typed: string, currency: string): Answer {
  return readAmount(typed, currency) ?? typed;
}

/** The server points at `/answers/<id>`; here the one field is the form. */
function beside(problem: Problem, id: string): Problem {
  const words = fieldErrors(problem)[`answers.${id}`];
  return words ? new Problem({ ...problem, title: words, detail: words, errors: [] }) : problem;
}
